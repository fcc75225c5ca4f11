package pyliteral

import (
	"fmt"
	"strings"
	"testing"
)

func ExampleDict() {
	err := Dict(`{'weight': np.float64(0.5), 'kind': None, 'it\'s': "a \u00e9"}`, func(key, value string) error {
		fmt.Printf("%q: %q\n", key, value)
		return nil
	})
	fmt.Println(err)
	// Output:
	// "weight": "0.5"
	// "kind": ""
	// "it's": "a é"
	// <nil>
}

func TestDict(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "{}", ""},
		{"numbers", "{'a': 1, 'b': -2.5e-07, 'c': inf}", "a=1 b=-2.5e-07 c=inf "},
		{"truth", "{'a': True, 'b': False}", "a=True b=False "},
		{"both quotes", `{"it's": 'say "x"'}`, `it's=say "x" `},
		{"escapes", `{'a': 'b\\c\'d\x41\u00e9\U0001f600'}`, `a=b\c'dAé😀 `},
		{"signs in strings", `{'a:}': ',{('}`, `a:}=,{( `},
		{"a list and a tuple", `{'a': [1, (2, '}')], 'b': 3}`, `a=[1, (2, '}')] b=3 `},
		{"a dict inside", `{'a': {'b': 1}, 3: 4}`, `a={'b': 1} 3=4 `},
		{"words of NumPy", `{'a': np.str_('x'), 'b': np.int64(3)}`, `a=x b=3 `},
		{"a comma at the end", `{'a': 1,}`, `a=1 `},
		{"no dict", "[1]", "error: want a dict"},
		{"no end", "{'a': 1", "error: closing }"},
		{"no end of a string", "{'a': 'b}", "error: closing '"},
		{"no value", "{'a'}", "error: closing }"},
		{"text after it", "{'a': 1} b", "error: after a dict"},
		{"an unknown escape", `{'a': '\q'}`, `error: \q`},
		{"half an escape", `{'a': '\u12'}`, `error: \u`},
		{"half a pair of UTF-16", `{'a': '\ud800'}`, `error: no sign`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got strings.Builder
			err := Dict(c.text, func(key, value string) error {
				fmt.Fprintf(&got, "%s=%s ", key, value)
				return nil
			})
			if want, refused := strings.CutPrefix(c.want, "error: "); refused {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q", err, want)
				}
			} else if err != nil || got.String() != c.want {
				t.Errorf("got %q, %v, want %q", got.String(), err, c.want)
			}
		})
	}
}

func FuzzDict(f *testing.F) {
	f.Add(`{'a': 1, "b": 'c\n', 3: [1, {}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		length := 0
		_ = Dict(text, func(key, value string) error {
			length += len(key) + len(value)
			return nil
		})
		if length > len(text) {
			t.Errorf("%d bytes of keys and values in %d bytes", length, len(text))
		}
	})
}
