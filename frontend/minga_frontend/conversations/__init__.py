"""Messages between buyers and makers."""
