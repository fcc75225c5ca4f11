graph [
  directed 1
  multigraph 1
  node [
    id 0
    label "a"
  ]
  node [
    id 1
    label "b"
  ]
  edge [
    source 0
    target 1
    key 0
    weight 2
  ]
  edge [
    source 0
    target 1
    key "second"
    weight 3
  ]
]
