# Run as a script: writes OUTPUT, a C++ file that holds the style and the script of HTML reports and their
# SHA-256 in base64, as content security policies want it.
#   cmake -DSTYLE=page.css -DSCRIPT=page.js -DOUTPUT=page_assets.cc -P embed_page.cmake
set(digits ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)

# 64 hexadecimal digits as base64: 32 octets are ten groups of three and one of two.
function(base64_of hex result)
  set(text "")
  string(APPEND hex "00")
  foreach(group RANGE 0 10)
    math(EXPR at "${group} * 6")
    string(SUBSTRING ${hex} ${at} 6 octets)
    foreach(shift 18 12 6 0)
      math(EXPR index "(0x${octets} >> ${shift}) & 63")
      string(SUBSTRING ${digits} ${index} 1 digit)
      string(APPEND text ${digit})
    endforeach()
  endforeach()
  string(REGEX REPLACE ".$" "=" text ${text})
  set(${result} ${text} PARENT_SCOPE)
endfunction()

set(code "// Made by cmake/embed_page.cmake.\n#include \"report/html/assets.h\"\n\nnamespace shakedown::report::html {\n")
foreach(part Style Script)
  string(TOUPPER ${part} variable)
  file(READ ${${variable}} content)
  file(SHA256 ${${variable}} hex)
  base64_of(${hex} hash)
  string(APPEND code "std::string_view Page${part}() { return R\"page(${content})page\"; }\n"
    "std::string_view Page${part}Hash() { return \"sha256-${hash}\"; }\n")
endforeach()
string(APPEND code "}  // namespace shakedown::report::html\n")
file(WRITE ${OUTPUT} "${code}")
