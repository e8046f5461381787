// One conversation in clear: says and hears lines or messages, never more than the server owes, and
// remembers how it ended. Used by the protocols of this folder only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "net/starttls.h"

namespace shakedown::net::starttls {

/// Tells the length of the first complete message at the start of `text`; 0: it goes on;
/// kNoMessage: it can be none.
using Framing = std::function<size_t(std::string_view text)>;
inline constexpr size_t kNoMessage = SIZE_MAX;

class Dialogue {
 public:
  /// All are borrowed for the dialogue's life.
  Dialogue(Transport& transport, Deadline deadline, const DialogueListener& listener)
      : transport_(transport), deadline_(deadline), listener_(listener) {}

  /// Sends `line` with CRLF; false if that failed, and the dialogue is over.
  bool Say(std::string_view line);
  /// Sends octets as they are; `words` is what the listener gets.
  bool SayOctets(std::string_view octets, std::string_view words);

  /// The next line without its line end; nothing if none came, and the dialogue is over.
  std::optional<std::string> HearLine();
  /// The next message, as framed. The listener gets nothing: `Note` says what it meant.
  std::optional<std::string> Hear(const Framing& framing);
  /// Hands `words` to the listener as something that the server said, and keeps them as the reply.
  void Note(std::string_view words);

  /// Ends the dialogue in this way; the first end stays.
  void End(StarttlsEnd end);
  /// Ends it as refused, or as not understood if `words` are not of the protocol.
  void Expect(bool consent, bool understood);
  bool over() const { return end_.has_value(); }
  StarttlsOutcome Outcome() const;

 private:
  bool Fetch(const Framing& framing, std::string* text, bool* complete);

  Transport& transport_;
  const Deadline deadline_;
  const DialogueListener& listener_;
  std::optional<StarttlsEnd> end_;
  std::string reply_;
  size_t heard_ = 0;
  int messages_ = 0;
};

}  // namespace shakedown::net::starttls
