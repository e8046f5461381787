#include "attempt/idn.h"

#include <idn2.h>

#include <algorithm>
#include <memory>

#include "core/text.h"

namespace shakedown::attempt {
namespace {

struct LibraryDeleter {
  void operator()(char* text) const noexcept { idn2_free(text); }
};

constexpr size_t kLongestShown = 80;

}  // namespace

Result<std::string> ToAsciiName(std::string_view name) {
  const bool ascii = std::all_of(name.begin(), name.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return std::string(name);
  char* text = nullptr;
  const int status =
      idn2_to_ascii_8z(std::string(name).c_str(), &text, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, LibraryDeleter> owner(text);
  if (status == IDN2_OK && text != nullptr) return std::string(text);
  return Error(ErrorCode::kUsage,
               "'" + ElideMiddle(Printable(name), kLongestShown) +
                   "' is not an international domain name: " + Printable(idn2_strerror(status)))
      .WithHint("write it in UTF-8, or in its xn-- form");
}

}  // namespace shakedown::attempt
