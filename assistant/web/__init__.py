"""The pages that people see: the chat and the source documents."""
