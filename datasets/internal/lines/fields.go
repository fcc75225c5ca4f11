package lines

import "strings"

// Separator is what stands between the fields of a line: a tab, a semicolon or a comma, or [Blank].
type Separator byte

// Blank separates by any number of blanks and tabs, with at most one comma among them.
const Blank Separator = ' '

// SeparatorOf says how a line is separated: by tabs where it has one, else by semicolons, else by commas, so that names
// may hold blanks; else by blanks. A line of nothing but numbers is separated by blanks, as none is part of a name.
func SeparatorOf(line string) Separator {
	if strings.Trim(line, "0123456789+-.eE \t,") == "" {
		return Blank
	}
	for _, mark := range "\t;," {
		separator := Separator(mark)
		if first, rest := separator.Cut(line); first != "" && rest != "" {
			return separator
		}
	}
	return Blank
}

// Cut cuts the first field off a line, and the separator after it. A field in double quotes may hold any sign; a quote
// in it is written twice.
func (s Separator) Cut(line string) (field, rest string) {
	if strings.HasPrefix(line, `"`) {
		if field, rest, ok := s.cutQuoted(line); ok {
			return field, rest
		}
	}
	if s != Blank {
		field, rest, _ = strings.Cut(line, string(rune(s)))
		return strings.Trim(field, " \t"), strings.TrimLeft(rest, s.blanks())
	}
	end := strings.IndexAny(line, " \t,")
	if end < 0 {
		return line, ""
	}
	return line[:end], s.after(line[end:])
}

// Fields appends all fields of a line.
func (s Separator) Fields(fields []string, line string) []string {
	for line != "" {
		var field string
		field, line = s.Cut(line)
		fields = append(fields, field)
	}
	return fields
}

// after is what follows a separator that a line begins with.
func (s Separator) after(line string) string {
	line = strings.TrimLeft(line, s.blanks())
	if s == Blank {
		return strings.TrimLeft(strings.TrimPrefix(line, ","), " \t")
	}
	return strings.TrimLeft(strings.TrimPrefix(line, string(rune(s))), s.blanks())
}

// blanks are the signs around a field that are no part of it.
func (s Separator) blanks() string {
	if s == '\t' {
		return " "
	}
	return " \t"
}

// cutQuoted cuts off a field in quotes. It is none where no separator follows the closing quote.
func (s Separator) cutQuoted(line string) (field, rest string, ok bool) {
	for end := 1; end < len(line); end++ {
		if line[end] != '"' {
			continue
		}
		if end+1 < len(line) && line[end+1] == '"' {
			end++
			continue
		}
		if rest = line[end+1:]; rest != "" && !s.begins(rest) {
			return "", "", false
		}
		return strings.ReplaceAll(line[1:end], `""`, `"`), s.after(rest), true
	}
	return "", "", false
}

// begins says whether a separator begins the rest of a line.
func (s Separator) begins(rest string) bool {
	if s == Blank {
		return strings.IndexByte(" \t,", rest[0]) >= 0
	}
	return strings.HasPrefix(strings.TrimLeft(rest, s.blanks()), string(rune(s)))
}
