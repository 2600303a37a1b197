"""What is stored: the model, plans (what to read), rules, changes (what to write) and the two stores."""
