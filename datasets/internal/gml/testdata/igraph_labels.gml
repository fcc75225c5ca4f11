Creator "igraph"
Version 1
graph
[
  directed 1
  title "people"
  node
  [
    id 0
    name "ada"
    x 1
    ok 1
    team "red"
    label "Ada"
  ]
  node
  [
    id 1
    name "bob"
    x 2.5
    ok 0
    team "blue"
    label "Bob"
  ]
  node
  [
    id 2
    name "c &quot;é&quot; &amp; <d>"
    ok 1
    team "red"
    label "C"
  ]
  edge
  [
    source 0
    target 1
    weight 1
    kind "friend"
  ]
  edge
  [
    source 1
    target 2
    weight 2.5
    kind "boss"
  ]
]
