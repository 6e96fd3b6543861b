"""What people see and change of their own account: one page for each who is signed in, and the
pages behind the links that are mailed to them."""
