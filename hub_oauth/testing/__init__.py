"""What tests import; nothing here runs in a Hub that serves people."""
