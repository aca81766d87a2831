"""Writes privacyReference.json: what Google's dp-accounting says.

    pip install dp-accounting==0.4.3 mpmath
    python test/support/privacyReference.py > test/support/privacyReference.json

0.5.0 and 0.6.0 lose signs of the series at fractional orders.
"""

import itertools
import json

import dp_accounting as dp
import mpmath
from dp_accounting import rdp
from dp_accounting.rdp import rdp_privacy_accountant as module

REPLACE_ONE = dp.NeighboringRelation.REPLACE_ONE


def poisson(noise, rate, rounds):
    event = dp.PoissonSampledDpEvent(rate, dp.GaussianDpEvent(noise))
    return rdp.RdpAccountant().compose(event, rounds)


def fixed_size(noise, count, clients, rounds):
    event = dp.SampledWithoutReplacementDpEvent(clients, count, dp.GaussianDpEvent(noise))
    accountant = rdp.RdpAccountant(neighboring_relation=REPLACE_ONE)
    return accountant.compose(event, rounds)


def exact_differences(function, n):
    """The forward differences in 400 digits; dp-accounting's own cancel for large noise."""
    mpmath.mp.dps = 400
    row = [mpmath.mpf(1)] + [mpmath.exp(function(mpmath.mpf(i))) for i in range(n + 2)]
    logarithms = []
    while len(row) > 1:
        row = [b - a for a, b in zip(row, row[1:])]
        logarithms.append(float(mpmath.log(abs(row[0]))) if row[0] != 0 else float("-inf"))
    return logarithms, None


points = {"poisson": [], "deltas": [], "fixedSize": [], "fixedSizeExact": []}
grid = itertools.product(
    [0.3, 0.6, 1.0, 1.2, 2.0, 5.0, 20.0],
    [0.001, 0.0148, 0.05, 0.2, 0.5, 0.9, 1.0],
    [1, 100, 2000],
)
for noise, rate, rounds in grid:
    accountant = poisson(noise, rate, rounds)
    for delta in [1e-3, 1e-5, 1e-8]:
        points["poisson"].append([noise, rate, rounds, delta, accountant.get_epsilon(delta)])
    for epsilon in [0.1, 1.0, 4.0]:
        points["deltas"].append([noise, rate, rounds, epsilon, accountant.get_delta(epsilon)])

cohorts = [(10, 1000), (10, 100), (50, 100), (90, 100)]
for noise, (count, clients) in itertools.product([0.25, 0.5, 1.0, 2.0, 5.0], cohorts):
    for rounds in [1, 100, 2000]:
        accountant = fixed_size(noise, count, clients, rounds)
        for delta in [1e-3, 1e-5]:
            epsilon = accountant.get_epsilon(delta)
            points["fixedSize"].append([noise, count, clients, rounds, delta, epsilon])

module._get_forward_diffs = exact_differences
for count, clients in cohorts:
    accountant = fixed_size(20.0, count, clients, 1)
    for delta in [1e-3, 1e-5]:
        epsilon = accountant.get_epsilon(delta)
        points["fixedSizeExact"].append([20.0, count, clients, 1, delta, epsilon])

lists = (
    f'  "{name}": [\n' + ",\n".join(f"    {json.dumps(row)}" for row in rows) + "\n  ]"
    for name, rows in points.items()
)
print("{\n" + ",\n".join(lists) + "\n}")
