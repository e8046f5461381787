#include <algorithm>

#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

class RedisStep final : public LineStep {
 public:
  explicit RedisStep(const attempt::Target& target) : LineStep(target.application) {
    SayLine("PING");
  }

 private:
  void OnLine(std::string_view line) override {
    if (line.starts_with('+')) return Finish(Meaning::kLetIn, "", line.substr(1));
    if (!line.starts_with('-')) return Finish(Meaning::kUnrelated, "", line);
    // Whoever is asked for a password is past TLS, and Redis knows a client by that or not at all.
    const std::string_view code = line.substr(1, line.find(' ') - 1);
    const std::string_view text = line.substr(std::min(code.size() + 2, line.size()));
    const Meaning otherwise = code == "NOAUTH" ? Meaning::kLetIn : Meaning::kUnrelated;
    Finish(MeaningOfRefusal(text, otherwise), code, text);
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeRedisStep(const attempt::Target& target) {
  return std::make_unique<RedisStep>(target);
}

}  // namespace shakedown::handshake
