# SPDX-License-Identifier: MIT OR Apache-2.0
#
# What an installed ksym and one from its sources give a CMakeLists.txt alike.

# ksym_add_part(NAME FOLDER SOURCE...): ksym::NAME, sources that are compiled with
# the flags of what links it, and the folder of its headers.
function(ksym_add_part name folder)
  if(NOT TARGET ksym::${name})
    # Once in a program, so not in the object libraries of one.
    set(once "$<NOT:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,OBJECT_LIBRARY>>")
    add_library(ksym::${name} INTERFACE IMPORTED GLOBAL)
    set_target_properties(ksym::${name} PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${folder}"
      INTERFACE_SOURCES "$<${once}:${ARGN}>")
  endif()
endfunction()

# ksym_embed(TARGET [OPTION...]): embeds the symbols after each link of TARGET.
function(ksym_embed target)
  if(TARGET ksym_command)
    add_dependencies(${target} ksym_command)
  endif()
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND "${KSYM_COMMAND}" embed ${ARGN} "$<TARGET_FILE:${target}>"
    COMMENT "Embedding the symbols of ${target}"
    VERBATIM)
endfunction()
