#include <string>
#include <vector>

#include "core/byte_reader.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

/// Size 19, ApiVersions (18), version 0, correlation 1, client "shakedown".
constexpr std::string_view kApiVersions(
    "\x00\x00\x00\x13\x00\x12\x00\x00\x00\x00\x00\x01\x00\x09shakedown", 23);
constexpr uint32_t kLargestAnswer = 1U << 20;

class KafkaStep final : public ApplicationStep {
 public:
  explicit KafkaStep(const attempt::Target& target) : ApplicationStep(target.application) {
    Say(kApiVersions);
  }

 private:
  /// The size, our correlation number and an error code begin the answer.
  void OnInput() override {
    if (input().size() < 10) return;
    std::vector<DecodeError> ignored;
    ByteReader reader(AsBytes(input()), &ignored);
    const uint32_t size = reader.U32("size").value_or(0);
    const bool ours = reader.U32("correlation") == 1U;
    const int code = reader.U16("error_code").value_or(0);
    if (!ours || size < 6 || size > kLargestAnswer) {
      return Finish(Meaning::kUnrelated, "", input());
    }
    Finish(code == 0 ? Meaning::kLetIn : Meaning::kUnrelated, "ApiVersions " + std::to_string(code),
           code == 0 ? "" : "the broker answered with an error code");
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeKafkaStep(const attempt::Target& target) {
  return std::make_unique<KafkaStep>(target);
}

}  // namespace shakedown::handshake
