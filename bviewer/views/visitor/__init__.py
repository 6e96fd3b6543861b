"""What visitors see: albums, images, their bytes, signing in and out."""
