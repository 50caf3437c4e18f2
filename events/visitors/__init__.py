"""Counting visitors by gate and hour, without sensors."""
