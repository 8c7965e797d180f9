// Code written by go test ./bot -run TestWeightsAreFitted -update. DO NOT EDIT.

package bot

// fitted are the weights in use.
var fitted = Weights{
	Rank: Features{
		1.7353,  // text
		1.7388,  // asked
		1.0955,  // wording
		1.3645,  // phrases
		2.5777,  // covered
		1.8690,  // in text
		0.5389,  // missing
		-0.1365, // best question
		1.3813,  // second question
		-0.2843, // small words
		-0.2555, // pairs
		-3.5684, // names missing
		-1.2967, // numbers missing
		0.2291,  // same type
		-1.5347, // no number
		-0.4289, // no date
		-0.3940, // no one
		1.4102,  // words
		0.3213,  // speaker
		2.0545,  // other speaker
		0.6848,  // linked
	},
	Decide: Signals{
		0.2395,  // text
		0.1946,  // asked
		-0.6583, // wording
		-0.3092, // phrases
		-1.3087, // covered
		-0.7743, // in text
		-0.3518, // missing
		0.4027,  // best question
		0.0937,  // second question
		-0.1311, // small words
		0.6217,  // pairs
		-1.3085, // names missing
		-1.0700, // numbers missing
		0.0167,  // same type
		-1.1912, // no number
		0.4528,  // no date
		-0.0181, // no one
		-0.5639, // words
		0.5036,  // speaker
		-0.5027, // other speaker
		-0.0960, // linked
		0.5234,  // score
		0.1742,  // margin
		0.4946,  // unknown words
		0.8902,  // outside names
		-1.6260, // advice
		-0.1349, // weight
		2.9462,  // short
	},
	Bias: -3.0311,
}
