"""From form definitions to widgets: one factory, one row builder; no form has code of its own."""
