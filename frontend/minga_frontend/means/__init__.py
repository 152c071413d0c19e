"""Codes, vouchers, store credit and trade: at the checkout, for buyers, and for who keeps them."""
