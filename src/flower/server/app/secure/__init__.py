"""Secure aggregation, the server's side: it learns the sum of the clients' vectors, and no single one.

The protocol of Bonawitz et al. 2017, "Practical secure aggregation for privacy-preserving machine
learning", figure 4, with the clients of the TypeScript library, whose folder secureAggregation/ says what
every byte means.
"""
