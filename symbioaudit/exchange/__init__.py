"""How an audit travels: canonical audit.json and the BagIt package."""
