#include "handshake/application.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

using attempt::Application;
using Meaning = attempt::ApplicationReply::Meaning;

constexpr size_t kMaxHeard = 64 * 1024;
constexpr size_t kMaxCode = 40;
constexpr size_t kMaxText = 200;

struct Row {
  Application application;
  std::unique_ptr<ApplicationStep> (*make)(const attempt::Target& target);
};

constexpr std::array<Row, 16> kRows{{
    {Application::kSmtp, MakeSmtpStep},
    {Application::kLmtp, MakeSmtpStep},
    {Application::kImap, MakeImapStep},
    {Application::kPop3, MakePop3Step},
    {Application::kSieve, MakeSieveStep},
    {Application::kLdap, MakeLdapStep},
    {Application::kFtp, MakeFtpStep},
    {Application::kXmppClient, MakeXmppStep},
    {Application::kXmppServer, MakeXmppStep},
    {Application::kIrc, MakeIrcStep},
    {Application::kPostgres, MakePostgresStep},
    {Application::kMysql, MakeMysqlStep},
    {Application::kMqtt, MakeMqttStep},
    {Application::kRedis, MakeRedisStep},
    {Application::kAmqp, MakeAmqpStep},
    {Application::kKafka, MakeKafkaStep},
}};

}  // namespace

ApplicationStep::ApplicationStep(Application application)
    : protocol_(attempt::ProtocolOf(application).name) {}

std::string ApplicationStep::TakeOutput() { return std::exchange(output_, {}); }

void ApplicationStep::Feed(ByteSpan octets) {
  if (done()) return;
  heard_ += octets.size();
  input_ += AsText(octets);
  OnInput();
  if (heard_ > kMaxHeard) Finish(Meaning::kUnrelated, "", "an answer without an end");
}

void ApplicationStep::End() {
  if (!done() && !Trimmed(input_).empty()) Finish(Meaning::kUnrelated, "", input_);
}

void ApplicationStep::Finish(Meaning meaning, std::string_view code, std::string_view text) {
  if (done()) return;
  reply_ = attempt::ApplicationReply{protocol_, ElideEnd(Printable(Trimmed(code)), kMaxCode),
                                     ElideEnd(Printable(Trimmed(text)), kMaxText), meaning};
}

std::unique_ptr<ApplicationStep> MakeApplicationStep(const attempt::HandshakeSpec& spec) {
  if (spec.listen_only) return nullptr;
  const auto row = std::find_if(kRows.begin(), kRows.end(), [&spec](const Row& candidate) {
    return candidate.application == spec.target.application;
  });
  return row != kRows.end() ? row->make(spec.target) : nullptr;
}

Meaning MeaningOfRefusal(std::string_view text, Meaning otherwise) {
  const std::string lower = ToLowerAscii(text);
  if (lower.find("certificate") == std::string::npos) return otherwise;
  for (const std::string_view word : {"require", "no client certificate", "didn't present",
                                      "not present", "missing", "without", "must", "need"}) {
    if (lower.find(word) != std::string::npos) return Meaning::kWantsCertificate;
  }
  return Meaning::kBadCertificate;
}

}  // namespace shakedown::handshake
