#include <algorithm>

#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

/// AMQP 0-9-1, section 4.2.2 of its specification.
constexpr std::string_view kHeader("AMQP\x00\x00\x09\x01", 8);
/// Type, channel and size of a frame, and the class and method of Connection.Start.
constexpr size_t kFrameHeader = 7;
constexpr std::string_view kConnectionStart("\x00\x0A\x00\x0A", 4);

class AmqpStep final : public ApplicationStep {
 public:
  explicit AmqpStep(const attempt::Target& target) : ApplicationStep(target.application) {
    Say(kHeader);
  }

 private:
  void OnInput() override {
    const size_t compared = std::min<size_t>(input().size(), 4);
    if (input().substr(0, compared) == kHeader.substr(0, compared)) {
      // Another version: the server names its own and closes (section 4.2.2).
      if (input().size() >= kHeader.size()) {
        Finish(Meaning::kLetIn, "header", "the server speaks another version of AMQP");
      }
      return;
    }
    if (input().front() != '\x01') return Finish(Meaning::kUnrelated, "", input());
    if (input().size() < kFrameHeader + kConnectionStart.size()) return;
    const bool start = input().substr(kFrameHeader, kConnectionStart.size()) == kConnectionStart;
    Finish(start ? Meaning::kLetIn : Meaning::kUnrelated, start ? "Connection.Start" : "frame", "");
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeAmqpStep(const attempt::Target& target) {
  return std::make_unique<AmqpStep>(target);
}

}  // namespace shakedown::handshake
