// Code written by go test ./bot -run TestWeightsAreFitted -update. DO NOT EDIT.

package bot

// fitted are the weights in use.
var fitted = Weights{
	Rank: Features{
		4.4042,  // text
		2.4783,  // asked
		0.9977,  // wording
		0.5019,  // phrases
		0.8997,  // covered
		1.9106,  // in text
		-0.1051, // missing
		-3.4654, // names missing
		-0.7652, // numbers missing
		-2.1477, // no number
		-0.4693, // no date
		-0.6299, // no one
		1.7015,  // words
		-0.4990, // speaker
		0.8036,  // other speaker
		0.4948,  // linked
	},
	Decide: Signals{
		1.0213,  // text
		-0.3067, // asked
		-0.6120, // wording
		0.0947,  // phrases
		-2.1547, // covered
		-1.8560, // in text
		-0.5618, // missing
		-0.4646, // names missing
		-0.9787, // numbers missing
		-1.1304, // no number
		0.1854,  // no date
		0.2123,  // no one
		-0.5900, // words
		0.6681,  // speaker
		-0.3669, // other speaker
		-0.3561, // linked
		0.5065,  // score
		0.2754,  // margin
		-0.6493, // heaviest missing
		0.2765,  // unknown words
		0.8586,  // outside names
		-1.2455, // advice
		0.4205,  // weight
		2.0975,  // short
	},
	Bias: -1.2399,
}
