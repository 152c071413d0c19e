"""What can be done with a claim: make it, stand by it, dispute it, settle, revoke, take back."""
