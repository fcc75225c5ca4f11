package sweep

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// familyField is the option that decides which others have a meaning.
const familyField = "family"

// families are the words for the option "family". Weight-tied networks are a family beside the others here, while a
// network has the option "tied" for them; alone the word stands for the family of the preset.
var families = []string{"residual", "reversible", "equilibrium", "weight-tied", "weight-tied residual",
	"weight-tied reversible"}

// familyOf reads a word for a family.
func familyOf(word string) (family options.Family, tied, ok bool) {
	if word == "tied" || strings.HasPrefix(word, "tied ") {
		word = "weight-" + word
	}
	if !slices.Contains(families, word) {
		return "", false, false
	}
	rest, tied := strings.CutPrefix(word, "weight-tied")
	return options.Family(strings.TrimSpace(rest)), tied, true
}

// checkFamilies refuses a word that is none for a family.
func checkFamilies(list []option) error {
	for _, o := range list {
		for _, word := range o.texts {
			if _, _, ok := familyOf(word); o.name == familyField && !ok {
				return fmt.Errorf("sweep: the family %q; %s", word, options.Nearest(word, families))
			}
		}
	}
	return nil
}

// withMeaning leaves out the options that have no meaning for the setting's family, as the depth of an equilibrium.
func withMeaning(s Setting) Setting {
	if !s.Has(familyField) {
		return s
	}
	family, tied, ok := familyOf(s.Text(familyField))
	if !ok {
		return s // a word of the user's own function
	}
	if family == "" {
		family = options.Reversible // in which the same options have a meaning as in any that can be tied
	}
	network := options.NewNetwork(family)
	for _, c := range s.choices {
		f, err := options.Find(c.Field, &network)
		if err == nil && !f.Means() || tied && c.Field == "tied" {
			s = s.without(c.Field)
		}
	}
	return s
}
