"""What whoever runs the site sees and changes: people, galleries and work, and no photograph.

Each gallery's host has these pages, for people who are operators and signed in there. Being one
opens no album: who may see a gallery, its owner decides.
"""
