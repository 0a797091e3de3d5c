"""Quick capture, photos and files, the inbox, interviews."""
