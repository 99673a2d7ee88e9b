"""Synthetic runners: a body with its own forward kinematics, forces that fit its motion, and the exact truth.

Imports nothing that it is used to judge (``motion``, ``loads``, ``measures``).

>>> from backstride.synth.spec import Spec
>>> Spec(speed_mps=3.5).cadence_spm
165.0
"""
