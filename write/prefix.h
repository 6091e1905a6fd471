/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What files of this library share, as programs that link it see it: under
 * names that are ours. Whatever has no place here clashes with their names; a
 * test looks.
 */
#ifndef KSYM_WRITE_PREFIX_H
#define KSYM_WRITE_PREFIX_H

#define array_grow         ksym_write_array_grow_
#define array_new          ksym_write_array_new_
#define aside_begin        ksym_write_aside_begin_
#define aside_end          ksym_write_aside_end_
#define bits_align         ksym_write_bits_align_
#define bits_write         ksym_write_bits_write_
#define blocks_free        ksym_write_blocks_free_
#define blocks_write       ksym_write_blocks_write_
#define bytes_append       ksym_write_bytes_append_
#define candidates_propose ksym_write_candidates_propose_
#define check_input        ksym_write_check_input_
#define check_options      ksym_write_check_options_
#define dictionary_choose  ksym_write_dictionary_choose_
#define dictionary_free    ksym_write_dictionary_free_
#define index_write        ksym_write_index_write_
#define long_names_count   ksym_write_long_names_count_
#define long_names_cut     ksym_write_long_names_cut_
#define names_collect      ksym_write_names_collect_
#define names_free         ksym_write_names_free_
#define number_log2        ksym_write_number_log2_
#define number_width       ksym_write_number_width_
#define page_best          ksym_write_page_best_
#define page_narrow        ksym_write_page_narrow_
#define pages_choose       ksym_write_pages_choose_
#define pages_free         ksym_write_pages_free_
#define pairs_best         ksym_write_pairs_best_
#define pairs_dequeue      ksym_write_pairs_dequeue_
#define pairs_enqueue      ksym_write_pairs_enqueue_
#define pairs_find         ksym_write_pairs_find_
#define pairs_forget       ksym_write_pairs_forget_
#define pairs_free         ksym_write_pairs_free_
#define pairs_init         ksym_write_pairs_init_
#define pairs_need         ksym_write_pairs_need_
#define pairs_reserve      ksym_write_pairs_reserve_
#define parse_free         ksym_write_parse_free_
#define parse_names        ksym_write_parse_names_
#define parse_phrase       ksym_write_parse_phrase_
#define phrases_extend     ksym_write_phrases_extend_
#define phrases_free       ksym_write_phrases_free_
#define phrases_propose    ksym_write_phrases_propose_
#define records_layout     ksym_write_records_layout_
#define records_write      ksym_write_records_write_
#define regions_free       ksym_write_regions_free_
#define regions_lay        ksym_write_regions_lay_
#define resumes_find       ksym_write_resumes_find_
#define resumes_free       ksym_write_resumes_free_
#define shape_for_all      ksym_write_shape_for_all_
#define shape_kind         ksym_write_shape_kind_
#define shapes_choose      ksym_write_shapes_choose_
#define steps_collect      ksym_write_steps_collect_
#define steps_end_of_kind  ksym_write_steps_end_of_kind_
#define steps_free         ksym_write_steps_free_
#define superblock_shift   ksym_write_superblock_shift_
#define table_write        ksym_write_table_write_
#define team_init          ksym_write_team_init_
#define team_share         ksym_write_team_share_
#define team_stage         ksym_write_team_stage_
#define text_build         ksym_write_text_build_
#define text_free          ksym_write_text_free_
#define trie_build         ksym_write_trie_build_
#define trie_free          ksym_write_trie_free_
#define vocabulary_choose  ksym_write_vocabulary_choose_
#define vocabulary_free    ksym_write_vocabulary_free_
#define vocabulary_rank    ksym_write_vocabulary_rank_

#endif
