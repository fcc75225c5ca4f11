graph [
  name "people"
  node [
    id 0
    label "ada"
    x 1
    team "red"
    ok 0
    code "007"
    big "1099511627776"
  ]
  node [
    id 1
    label "bob"
    x 0.5
    team "blue"
    ok 1
    code "008"
    big "1099512676352"
  ]
  node [
    id 2
    label "c &#34;&#233;&#34; &#38; <d>"
    x 2
    team "red"
    ok 0
    code "009"
    big 7
  ]
  node [
    id 3
    label "dan"
    x 3
    team "blue"
    ok 1
    code "010"
    big 8
  ]
  edge [
    source 0
    target 1
    weight 1
    kind "friend"
  ]
  edge [
    source 1
    target 2
    weight 0.5
    kind "boss"
  ]
  edge [
    source 3
    target 3
    weight 2.5
    kind "self"
  ]
]
