"""Mail on its way out: posted in a transaction, sent by a job."""
