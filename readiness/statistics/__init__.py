"""Pure statistics on numbers and arrays: exact bounds, sample sizes, agreement, trends, detection of degradation.

Nothing here reads a file, a clock or a store. scipy takes a good part of a second to import, so this room is imported
by those who compute, when they compute; detection and trends of plain values do without it.
"""
