"""Writes the files of this folder, by pandas 3.1.1, pyarrow 26.0.1 and numpy 2.4.6."""
import datetime
import decimal
import os

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

os.chdir(os.path.dirname(os.path.abspath(__file__)))
edges = pd.DataFrame({"source": [10, 10, 20, 30], "target": [20, 30, 30, 10], "weight": [0.5, 2, 1, 0.25],
                      "kind": pd.Categorical(["a", "b", "a", "b"])})
for codec in "snappy", "gzip", "zstd", "lz4":
    edges.to_parquet(f"{codec}.parquet", compression=codec)
edges.to_parquet("plain.parquet", compression=None, index=False)
table = pa.Table.from_pandas(edges, preserve_index=False)
pq.write_table(table, "v2.parquet", data_page_version="2.0", row_group_size=2, use_dictionary=False,
               column_encoding={"source": "DELTA_BINARY_PACKED", "target": "DELTA_BINARY_PACKED", "weight": "BYTE_STREAM_SPLIT",
                                "kind": "DELTA_BYTE_ARRAY"})
pd.DataFrame({"from": ["ann", "bob"], "to": ["bob", "cid"]}).to_parquet("words.parquet")
pd.DataFrame({"a": [1.0, 2.0], "b": [2.0, 3e6]}).to_parquet("floats.parquet")
pd.DataFrame({"Source": [1, 2], "Target": [2, 3], "Type": ["Undirected", "Directed"], "Id": [0, 1], "Label": ["x", "y"],
              "Weight": [1.0, 2.0]}).to_parquet("gephi.parquet")
pd.DataFrame({":START_ID": ["p1", "p2"], ":END_ID": ["p2", "p3"], "weight:float": [0.5, 0.7], ":TYPE": ["A", "B"]}
             ).to_parquet("neo4j.parquet")

pa_types = pa.table({
    "id": pa.array([10, 20, 30], pa.int64()),
    "int8": pa.array([-1, 2, 3], pa.int8()),
    "uint32": pa.array([1, 2, 2**32 - 1], pa.uint32()),
    "uint64": pa.array([1, 2, 2**63], pa.uint64()),
    "half": pa.array(np.float16([0.5, -2, 1e-7])),
    "single": pa.array([0.1, 0.2, 0.3], pa.float32()),
    "bool": pa.array([True, False, True]),
    "decimal": pa.array([decimal.Decimal("1.25"), decimal.Decimal("-3.50"), decimal.Decimal("0.01")], pa.decimal128(6, 2)),
    "missing": pa.array([1.5, None, float("nan")], pa.float64()),
    "year": pa.array([2001, 2002, 2003], pa.int16()),
    "day": pa.array([datetime.date(2024, 1, 31)] * 3, pa.date32()),
    "at": pa.array([datetime.datetime(2024, 1, 31, 12, 0, 0, 500000)] * 3, pa.timestamp("us")),
    "clock": pa.array([datetime.time(12)] * 3, pa.time64("us")),
    "text": pa.array(["a", "b", None]),
    "digits": pa.array(["007", "008", "009"]),
    "feat": pa.array([[0.5, 1], [1.5, 2], [2.5, 3]], pa.list_(pa.float32())),
    "fixed": pa.array([[1, 2], [3, 4], [5, 6]], pa.list_(pa.int64(), 2)),
    "struct": pa.array([{"a": 1}, {"a": 2}, None]),
    "nothing": pa.nulls(3),
    "label": pa.array(["x", "y", "x"]),
    "train_mask": pa.array([True, False, False]),
    "test_mask": pa.array([False, False, True]),
})
pq.write_table(pa_types, "nodes.parquet")
pd.DataFrame({"age": [31, 45, 27], "class": ["u", "v", "u"]}, index=["ann", "bob", "cid"]).to_parquet("index.parquet")
pd.DataFrame({"age": [31, 45, 27]}, index=pd.Index(["ann", "bob", "cid"], name="node")).to_parquet("named_index.parquet")
pq.write_table(pa.table({"source": [1], "target": [2], "t": pa.array([datetime.datetime(2024, 1, 31)], pa.timestamp("ns"))}),
               "int96.parquet", use_deprecated_int96_timestamps=True)
pq.write_table(pa.table({"id": [1, 2], "feat": pa.array([[1.0, 2.0], [3.0]])}), "uneven.parquet")
pd.DataFrame({"source": [1, None], "target": [2, 3]}).to_parquet("no_end.parquet")
pd.DataFrame({"source": [], "target": []}).to_parquet("empty.parquet")
