/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/coder.h"

#include "array.h"

/* Instructions that readers take, as was counted; a third of rows have values
 * besides. */
#define COST_ROW     270
#define COST_ENTERED 45
#define COST_VALUE   115
#define COST_LEARNT  100 /* of a call's values, before they are known */
#define COST_BACK    60
#define COST_PASSED  12 /* of nodes that were left */

/* A row in hand. */
struct step {
	const struct line_row *row;
	bool begins; /* a block */
	struct coded_row coded;
	uint32_t fresh[KSYM_LINES_NODES]; /* the last one is entered first */
	uint32_t fresh_count;
};

static bool say(struct coder *coder, struct step *step, uint32_t context,
	uint32_t value, struct failure *err)
{
	struct coded *coded = coder->coded;
	struct coded_value *values;

	step->coded.value_count++;
	if (coder->learns) {
		return true;
	}
	if (coded->value_count == UINT32_MAX) {
		return fail(err, KSYM_WRITE_LINES, .found = UINT32_MAX);
	}
	values = array_grow(coded->values, &coded->value_capacity,
		coded->value_count + 1, sizeof(*values), err);
	if (values == NULL) {
		return false;
	}
	coded->values = values;
	values[coded->value_count++] = (struct coded_value){ context, value };
	return true;
}

static bool add(
	struct coder *coder, const struct step *step, struct failure *err)
{
	struct coded *coded = coder->coded;
	struct coded_row *rows;

	if (coder->learns) {
		return true;
	}
	rows = array_grow(coded->rows, &coded->row_capacity,
		coded->row_count + 1, sizeof(*rows), err);
	if (rows == NULL) {
		return false;
	}
	coded->rows = rows;
	rows[coded->row_count++] = step->coded;
	return true;
}

/* The line of the outermost function where it begins with a row. */
static uint32_t first_line(const struct coder *coder, const struct step *step)
{
	const struct line_calls *calls = coder->calls;
	const struct line_call *first = &calls->items[step->row->call];

	while (first->depth > 2) {
		first = &calls->items[first->parent];
	}
	return first->depth < 2 ||
			       calls->functions.items[first->function].name ==
				       NULL
		       ? step->row->line
		       : first->line;
}

/* Begins an outermost function. */
static bool begin(struct coder *coder, struct step *step, struct failure *err)
{
	const struct line_calls *calls = coder->calls;
	struct nodes *nodes = &coder->nodes;
	const uint32_t root = calls->items[step->row->call].root;
	const uint32_t file = calls->items[root].file;
	const uint32_t line = first_line(coder, step);

	step->coded.go = step->row->is_return ? KSYM_LINES_GO_CALLS
					      : KSYM_LINES_GO_BEGINS;
	if (!say(coder, step,
		    step->begins ? KSYM_LINES_OF_FIRST_FILE
				 : KSYM_LINES_OF_FILE,
		    coded_change((int64_t)file - nodes->file), err) ||
		!say(coder, step,
			step->begins ? KSYM_LINES_OF_FIRST_LINE
				     : KSYM_LINES_OF_LINE,
			coded_change((int64_t)line - nodes->own), err)) {
		return false;
	}
	nodes_begin(nodes, root, file, line);
	nodes->kind = KSYM_LINES_BEGINS;
	for (uint32_t call = step->row->call; call != root;
		call = calls->items[call].parent) {
		step->fresh[step->fresh_count++] = call;
	}
	return true;
}

/* Goes to where the row is, or begins with its outermost function. */
static bool go(struct coder *coder, struct step *step, struct failure *err)
{
	const struct line_call *call = &coder->calls->items[step->row->call];
	struct nodes *nodes = &coder->nodes;

	/* As if all calls were to be entered: then there is room. */
	if (call->root != nodes->root ||
		nodes->count + call->depth - 1 > KSYM_LINES_NODES) {
		return begin(coder, step, err);
	}
	step->fresh_count = nodes_go(nodes, coder->calls, step->row->call,
		&step->coded.go, step->fresh);
	nodes->kind = step->fresh_count > 0 ? KSYM_LINES_ENTERS
		      : step->coded.go > 0  ? KSYM_LINES_GOES
					    : KSYM_LINES_STAYS;
	return true;
}

/* Enters a call from the outermost function. */
static bool enter_first(struct coder *coder, struct step *step, uint32_t number,
	struct failure *err)
{
	const struct line_call *call = &coder->calls->items[number];
	struct line_function *function =
		&coder->calls->functions.items[call->function];
	struct nodes *nodes = &coder->nodes;
	const uint32_t line = function->name != NULL ? call->line : nodes->own;

	if (coder->learns) {
		function->entered++;
	} else if (!say(coder, step, KSYM_LINES_OF_FUNCTION, function->number,
			   err) ||
		   !say(coder, step, KSYM_LINES_OF_CALL,
			   coded_change((int64_t)line - nodes->own), err)) {
		return false;
	}
	nodes->own = line;
	nodes_enter(nodes, number)->own = line;
	return true;
}

static bool enter(struct coder *coder, struct step *step, uint32_t number,
	struct failure *err)
{
	if (coder->nodes.node == 0) {
		return enter_first(coder, step, number, err);
	}
	if (coder->learns) {
		if (!learn_call(coder->learnt, coder->calls, number, err)) {
			return false;
		}
	} else {
		const uint32_t rank =
			coder->learnt->ranks[coder->calls->items[number].edge];

		step->coded.is_ranked = step->coded.is_ranked && rank == 0;
		if (!say(coder, step, KSYM_LINES_OF_RANK, rank, err)) {
			return false;
		}
	}
	(void)nodes_enter(&coder->nodes, number);
	return true;
}

/* Changes the line of the node that the row is in. */
static bool take_line(
	struct coder *coder, struct step *step, struct failure *err)
{
	struct nodes *nodes = &coder->nodes;
	struct node *node = &nodes->items[nodes->node];
	const uint32_t line = step->row->line;
	const uint32_t function = coder->calls->items[node->call].function;

	step->coded.is_own = nodes->node == 0;
	if (step->coded.is_own) {
		const int64_t change = (int64_t)line - nodes->own;

		step->coded.line = (int32_t)change;
		step->coded.turns_back = change == -nodes->back && change != 0;
		nodes->back = change;
		nodes->own = line;
		return true;
	}
	if (!node->has_line) {
		if (coder->learns &&
			!learn_line(coder->learnt, function, line, err)) {
			return false;
		}
		node->line = coder->calls->functions.items[function].base;
		node->has_line = true;
	}
	step->coded.line = (int32_t)((int64_t)line - node->line);
	node->line = line;
	return true;
}

static void spend(struct coder *coder, const struct coded_row *coded)
{
	coder->spent += COST_ROW + COST_ENTERED * coded->entered +
			(coder->learns ? COST_LEARNT * coded->entered
				       : COST_VALUE * coded->value_count);
	if (coded->go >= KSYM_LINES_GO_BACK && coded->go < KSYM_LINES_GO_SAID) {
		coder->spent += COST_BACK + COST_PASSED * coder->nodes.passed;
	}
}

/* A row whose line is not known. */
static bool add_gap(struct coder *coder, struct step *step, struct failure *err)
{
	coder->nodes.root = LINE_NONE;
	coder->nodes.kind = KSYM_LINES_BEGINS;
	coder->nodes.depth = 0;
	step->coded.go = KSYM_LINES_GO_GAP;
	step->coded.kind = KSYM_LINES_BEGINS;
	return add(coder, step, err);
}

bool coder_add(struct coder *coder, const struct line_row *row, uint32_t length,
	bool begins, struct failure *err)
{
	struct step step = { .row = row, .begins = begins };

	step.coded =
		(struct coded_row){ .values =
					    (uint32_t)coder->coded->value_count,
			.length = length,
			.context = nodes_context(&coder->nodes),
			.is_ranked = true };
	if (row->call == LINE_NONE) {
		return add_gap(coder, &step, err);
	}
	if (!go(coder, &step, err)) {
		return false;
	}
	step.coded.entered = (uint8_t)step.fresh_count;
	step.coded.kind = (uint8_t)coder->nodes.kind;
	for (uint32_t i = step.fresh_count; i-- > 0;) {
		if (!enter(coder, &step, step.fresh[i], err)) {
			return false;
		}
	}
	if (!take_line(coder, &step, err)) {
		return false;
	}
	spend(coder, &step.coded);
	return add(coder, &step, err);
}
