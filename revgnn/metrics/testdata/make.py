"""Writes scikit-learn.json, the numbers that TestScikitLearn holds the metrics against.

    pip install numpy==2.4.6 scikit-learn==1.9.1
    python make.py > scikit-learn.json

Of each case it has the labels and logits, and of each metric the call and what it gave. null is a missing label.
"""
import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")
rng = np.random.default_rng(17)
rates = [(name, average) for name in ("f1", "precision", "recall") for average in ("macro", "micro", "weighted")]


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def classes(name, y, logits):
    y, z = np.array(y), np.array(logits, dtype=np.float32).astype(float)
    kept, (p, q) = y >= 0, (z.argmax(1), softmax(z))
    t, p, q = y[kept], p[kept], q[kept]
    columns, want = z.shape[1], {}

    def add(metric, call, value):
        want[metric] = {"call": call, "is": float(value)}

    add("accuracy", "accuracy_score(t, p)", metrics.accuracy_score(t, p))
    add("balanced accuracy", "balanced_accuracy_score(t, p)", metrics.balanced_accuracy_score(t, p))
    add("mcc", "matthews_corrcoef(t, p)", metrics.matthews_corrcoef(t, p))
    for rate, average in rates:
        add(f"{average} {rate}", f"{rate}_score(t, p, average='{average}', zero_division=0)",
            getattr(metrics, rate + "_score")(t, p, average=average, zero_division=0))
    if columns == 2:
        for rate in ("f1", "precision", "recall"):
            add(rate, f"{rate}_score(t, p, zero_division=0)",
                getattr(metrics, rate + "_score")(t, p, zero_division=0))
        if len(set(t)) == 2:
            add("rocauc", "roc_auc_score(t, q[:, 1])", metrics.roc_auc_score(t, q[:, 1]))
            add("average precision", "average_precision_score(t, q[:, 1])",
                metrics.average_precision_score(t, q[:, 1]))
    elif len(set(t)) == columns:
        add("rocauc", "roc_auc_score(t, q, multi_class='ovr')", metrics.roc_auc_score(t, q, multi_class="ovr"))
        add("average precision", "average_precision_score(t, q)", metrics.average_precision_score(t, q))
    return {"name": name, "classes": y.tolist(), "logits": z.ravel().tolist(), "columns": columns, "want": want}


def tasks(name, y, logits):
    y, z = np.array(y, dtype=float), np.array(logits, dtype=np.float32).astype(float)
    p, columns, want = (z > 0).astype(int), z.shape[1], {}
    known = ~np.isnan(y)
    each = [k for k in range(columns) if known[:, k].any()]
    both = [k for k in each if len(set(y[known[:, k], k])) == 2]

    def mean(metric, call, f, scores, over):
        want[metric] = {"call": f"mean over tasks of {call}",
                        "is": float(np.mean([f(y[known[:, k], k], scores[known[:, k], k]) for k in over]))}

    mean("accuracy", "accuracy_score(t, p)", metrics.accuracy_score, p, each)
    mean("balanced accuracy", "balanced_accuracy_score(t, p)", metrics.balanced_accuracy_score, p, each)
    mean("mcc", "matthews_corrcoef(t, p)", metrics.matthews_corrcoef, p, each)
    for rate in ("f1", "precision", "recall"):
        f = getattr(metrics, rate + "_score")
        mean(rate, f"{rate}_score(t, p, zero_division=0)", lambda t, s: f(t, s, zero_division=0), p, each)
    mean("rocauc", "roc_auc_score(t, z)", metrics.roc_auc_score, z, both)
    mean("average precision", "average_precision_score(t, z)", metrics.average_precision_score, z, both)
    if known.all() and columns > 1:
        for rate, average in rates:
            want[f"{average} {rate}"] = {
                "call": f"{rate}_score(t, p, average='{average}', zero_division=0) of all tasks",
                "is": float(getattr(metrics, rate + "_score")(y, p, average=average, zero_division=0))}
    return {"name": name, "tasks": [None if np.isnan(v) else v for v in y.ravel()], "logits": z.ravel().tolist(),
            "columns": columns, "want": want}


def drawn(n, columns):
    """Logits in steps of a half, so that some are equal; of more than two classes in steps of 1/1024, as there the
    softmax of equal ones in another order can differ in its last digit."""
    step = 0.5 if columns < 4 else 2**-10
    return np.round(rng.normal(size=(n, columns)) / step) * step


many = rng.integers(0, 4, 24)
some = np.where(rng.random(24) < 0.3, -1, many)
two = rng.integers(0, 2, 20)
missing = np.where(rng.random((20, 3)) < 0.3, np.nan, rng.integers(0, 2, (20, 3)))
missing[:, 2] = np.nan
full = rng.integers(0, 2, (15, 3))
none = full.copy()
none[:, 1] = 0
gone = np.where(many == 3, 0, many)
never = drawn(24, 4)
never[:, 3] = -9
cases = [
    classes("four classes", many, drawn(24, 4)),
    classes("nodes without a label", some, drawn(24, 4)),
    classes("a class without nodes that is predicted", gone, drawn(24, 4)),
    classes("a class without nodes that is never predicted", gone, never),
    classes("a class that is never predicted", many, never),
    classes("two classes", two, drawn(20, 2)),
    classes("two classes, all taken for the first", two, np.tile([1.0, 0.0], (20, 1))),
    classes("two classes, none of the second", np.zeros(6, int), drawn(6, 2)),
    tasks("a task", full[:, :1], drawn(15, 1)),
    tasks("tasks", full, drawn(15, 3)),
    tasks("tasks with missing labels, one without any", missing, drawn(20, 3)),
    tasks("a task without a yes", none, drawn(15, 3)),
    tasks("all no", full, np.full((15, 3), -1.0)),
]
lines = ",\n".join(json.dumps(c) for c in cases)
print(f'{{"scikit-learn": "{sklearn.__version__}", "cases": [\n{lines}\n]}}')
