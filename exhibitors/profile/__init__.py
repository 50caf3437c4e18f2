"""What an exhibitor says of itself: kept by its representatives, public once an official agrees."""
