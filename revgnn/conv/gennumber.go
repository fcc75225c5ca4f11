package conv

// Number is the number of GEN's aggregation, the one that it starts from where it is learned: the "temperature" of
// Softmax, the "exponent" of Power. The name is "" of one without.
func (c GENConv) Number() (name string, value float64, learned bool) {
	switch c.aggregation {
	case Softmax:
		return "temperature", c.temperature, c.learnedTemperature
	case Power:
		return "exponent", c.exponent, c.learnedExponent
	}
	return "", 0, false
}
