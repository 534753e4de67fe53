"""A write that is sent twice is done once: `Idempotency-Key`, and the first answer kept for the second.

The answer is kept in the transaction of the write itself, so there is never one without the other.
"""
