"""What is: columns, birth, ties, agents as views."""
