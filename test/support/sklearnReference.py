"""scikit-learn on the pooled rows of a made-up table: the reference for test/tables/scikitLearn.test.ts.

    python test/support/sklearnReference.py > test/support/sklearnReference.json

Written with scikit-learn 1.9.1. The last 30 of 120 rows are held out.
"""
import json

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = np.random.default_rng(17)
rows, trained = 120, 90
age = np.round(rng.uniform(20, 80, rows), 1)
pressure = np.round(90 + 0.6 * age + rng.normal(0, 12, rows), 1)
sex = rng.choice(["f", "m", "x"], rows, p=[0.5, 0.4, 0.1])
score = 0.05 * (age - 50) + 0.03 * (pressure - 120) + 0.8 * (sex == "m")
kinds = np.array(["ill", "unsure", "well"])
noisy = score[:, None] * [1, 0, -1] + rng.gumbel(size=(rows, 3)) * 1.2
outcome = kinds[np.argmax(noisy, axis=1)]
days = np.round(5 + 2 * score + rng.normal(0, 1, rows), 2)
hospital = rng.choice(["north", "south", "east"], rows, p=[0.5, 0.3, 0.2])
age_known = np.where(rng.uniform(size=rows) < 0.1, np.nan, age)

numbers = np.column_stack([age_known, pressure])
columns = np.array([[a, p, s] for (a, p), s in zip(numbers.tolist(), sex.tolist())], dtype=object)
scale = ColumnTransformer(
    [
        ("numbers", make_pipeline(StandardScaler(), SimpleImputer()), [0, 1]),
        ("categories", OneHotEncoder(sparse_output=False, handle_unknown="ignore"), [2]),
    ]
)
x = scale.fit_transform(columns[:trained])
held = scale.transform(columns[trained:])

classifier = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(x, outcome[:trained])
linear = LinearRegression().fit(x, days[:trained])
print(
    json.dumps(
        {
            "table": {
                "hospital": hospital.tolist(),
                "age": [None if np.isnan(a) else a for a in age_known.tolist()],
                "pressure": pressure.tolist(),
                "sex": sex.tolist(),
                "outcome": outcome.tolist(),
                "days": days.tolist(),
            },
            "trained": trained,
            "featuresOfTheFirst": x[:5].tolist(),
            "logistic": {
                "loss": log_loss(outcome[:trained], classifier.predict_proba(x)),
                "heldOutLoss": log_loss(outcome[trained:], classifier.predict_proba(held)),
                "heldOutAccuracy": float(classifier.score(held, outcome[trained:])),
            },
            "linear": {
                "loss": mean_squared_error(days[:trained], linear.predict(x)),
                "heldOutLoss": mean_squared_error(days[trained:], linear.predict(held)),
            },
        },
        indent=2,
    )
)
