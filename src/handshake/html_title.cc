#include "handshake/html_title.h"

#include <array>
#include <vector>

#include "core/text.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kMaxTitleCharacters = 300;

struct Reference {
  std::string_view text;
  char character;
};
constexpr std::array<Reference, 6> kReferences = {{{"&lt;", '<'},
                                                   {"&gt;", '>'},
                                                   {"&quot;", '"'},
                                                   {"&#39;", '\''},
                                                   {"&#039;", '\''},
                                                   {"&amp;", '&'}}};

/// The character references that error pages use in titles; others stay as they are written.
std::string WithoutReferences(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    size_t used = 0;
    for (const Reference& reference : kReferences) {
      if (used != 0 || !text.starts_with(reference.text)) continue;
      plain += reference.character;
      used = reference.text.size();
    }
    if (used == 0) {
      plain += text[0];
      used = 1;
    }
    text.remove_prefix(used);
  }
  return plain;
}

}  // namespace

std::string HtmlTitle(std::string_view html) {
  const std::string lower = ToLowerAscii(html);
  size_t open = lower.find("<title");
  // "<titles>" is another element: the name must end here.
  while (open != std::string::npos && lower.find_first_of("> \t\r\n/", open + 6) != open + 6) {
    open = lower.find("<title", open + 6);
  }
  if (open == std::string::npos) return {};
  const size_t begin = lower.find('>', open);
  if (begin == std::string::npos) return {};
  const size_t end = lower.find("</title", begin);
  if (end == std::string::npos) return {};
  std::string folded;
  for (const std::string_view word : Words(html.substr(begin + 1, end - begin - 1))) {
    if (!folded.empty()) folded += ' ';
    folded += word;
  }
  return ElideEnd(Printable(WithoutReferences(folded)), kMaxTitleCharacters);
}

}  // namespace shakedown::handshake
