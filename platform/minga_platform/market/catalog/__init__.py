"""What is offered: stalls, products, variants, stock, pictures, and the published listing."""
