// What is said inside TLS to a server of another protocol than HTTP, so that it speaks: octets in,
// octets out, no I/O. One file a protocol, and the table in application.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "attempt/spec.h"
#include "attempt/trace.h"
#include "core/bytes.h"

namespace shakedown::handshake {

/// One short conversation. Bounded: 64 KiB from the server.
class ApplicationStep {
 public:
  virtual ~ApplicationStep() = default;
  ApplicationStep(const ApplicationStep&) = delete;
  ApplicationStep& operator=(const ApplicationStep&) = delete;

  /// What is to be sent now; each octet is given out once.
  std::string TakeOutput();
  /// Takes the next octets from the server, in any portions.
  void Feed(ByteSpan octets);
  /// No octet will follow. What was heard without having an end becomes the reply; what came in
  /// full before is none.
  void End();

  /// Whether nothing more has to be heard.
  bool done() const { return reply_.has_value(); }
  /// What the server said; nothing before it is known.
  const std::optional<attempt::ApplicationReply>& reply() const { return reply_; }

 protected:
  using Meaning = attempt::ApplicationReply::Meaning;

  explicit ApplicationStep(attempt::Application application);

  /// Looks at all that has been heard and not been taken yet.
  virtual void OnInput() = 0;
  /// What has been heard and not been taken.
  std::string_view input() const { return input_; }
  /// Takes octets off the input.
  void Drop(size_t octets) { input_.erase(0, octets); }
  void Say(std::string_view octets) { output_ += octets; }
  /// Ends the conversation; the first call counts. `code` and `text` are made printable here.
  void Finish(Meaning meaning, std::string_view code, std::string_view text);

 private:
  const std::string protocol_;
  std::string input_;
  std::string output_;
  size_t heard_ = 0;
  std::optional<attempt::ApplicationReply> reply_;
};

/// The step for the spec's application; null for HTTP, for TLS alone, and if the spec only listens.
std::unique_ptr<ApplicationStep> MakeApplicationStep(const attempt::HandshakeSpec& spec);

/// What a refusal in words means: servers say "certificate" when they mean one, and `otherwise` is
/// meant if not.
attempt::ApplicationReply::Meaning MeaningOfRefusal(std::string_view text,
                                                    attempt::ApplicationReply::Meaning otherwise);

}  // namespace shakedown::handshake
