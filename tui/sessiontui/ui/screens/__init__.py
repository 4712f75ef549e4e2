"""Screens over the whole terminal: help, choosers, viewers."""
