"""Writes the folder "pandas" as DGL's guide says, by pandas 3.1.1 and numpy 2.4.6."""
import os

import numpy as np
import pandas as pd

here = os.path.dirname(os.path.abspath(__file__))
os.makedirs(f"{here}/pandas", exist_ok=True)
os.chdir(f"{here}/pandas")
rng = np.random.default_rng(0)
feat = rng.integers(0, 100, (5, 3)) / 8
pd.DataFrame({
    "node_id": [f"n{i}" for i in range(5)],
    "label": [0, 1, 0, 1, 2],
    "train_mask": [True, True, False, False, False],
    "val_mask": [False, False, True, False, False],
    "test_mask": [False, False, False, True, False],
    "feat": [str(list(row)) for row in feat.tolist()],
    "age": [31, 45, np.nan, 27, 60],
}).to_csv("members.csv")
pd.DataFrame({
    "from": ["n0", "n1", "n2", "n3"], "to": ["n1", "n2", "n3", "n4"], "weight": [0.5, 1, 2, 0.25],
    "vec": [",".join(map(str, row)) for row in [[1, 2], [3, 4], [5, 6], [7, 8]]],
}).to_csv("edges.csv", index=False)
pd.DataFrame({"graph_id": [0], "label": [1]}).to_csv("graphs.csv", index=False)
with open("meta.yaml", "w") as file:
    file.write("""version: 1.0.0
dataset_name: members
separator: ','
edge_data:
- file_name: edges.csv
  etype: [user, follow, user]
  src_id_field: from
  dst_id_field: to
node_data:
- file_name: members.csv
  ntype: user
graph_data:
  file_name: graphs.csv
""")
