package corpus

import "math"

// Building an index takes some hundred thousand logarithms and logistic functions of which nobody sees the sixth digit.
// From tables, with straight lines between their values, they take less than half the time (BenchmarkLn, BenchmarkLogistic).

const (
	logBits     = 10 // of the fraction, that the table has
	logTail     = 52 - logBits
	logisticPer = 64 // values for each 1
	logisticTo  = 16 // from its negative to this; beyond, the function is 0 or 1 to six digits
)

// logs holds ln(1 + i/1024).
var logs = func() (table [1<<logBits + 1]float64) {
	for i := range table {
		table[i] = math.Log(1 + float64(i)/(1<<logBits))
	}
	return table
}()

// ln is the natural logarithm of x, which is positive, finite and not denormal, to within 2e-7.
func ln(x float64) float64 {
	bits := math.Float64bits(x)
	power := float64(int(bits>>52) - 1023)
	at := bits << 12 >> 12 >> logTail
	part := float64(bits&(1<<logTail-1)) / (1 << logTail)
	return power*math.Ln2 + logs[at] + part*(logs[at+1]-logs[at])
}

// logistics holds the logistic function from -16 on, in steps of 1/64.
var logistics = func() (table [2*logisticTo*logisticPer + 2]float32) {
	for i := range table {
		table[i] = float32(1 / (1 + math.Exp(logisticTo-float64(i)/logisticPer)))
	}
	return table
}()

// logistic is 1/(1+e^-x) to within 1e-5.
func logistic(x float32) float32 {
	place := (min(max(x, -logisticTo), logisticTo) + logisticTo) * logisticPer
	at := int(place)
	part := place - float32(at)
	return logistics[at] + float32(part*(logistics[at+1]-logistics[at]))
}
