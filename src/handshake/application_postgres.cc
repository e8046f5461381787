#include <cstdint>
#include <string>
#include <vector>

#include "core/byte_reader.h"
#include "core/text.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

constexpr std::string_view kUsualUser = "postgres";
constexpr size_t kLongestMessage = 32 * 1024;

void AppendBig(std::string* text, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) *text += static_cast<char>(value >> shift & 0xFF);
}

/// Protocol 3.0, with the parameters that a login needs.
std::string StartupMessage(const attempt::Target& target) {
  std::string body;
  AppendBig(&body, 196608);
  const auto add = [&body](std::string_view word) {
    body += word;
    body += '\0';
  };
  const std::string_view user = target.user.empty() ? kUsualUser : target.user;
  add("user");
  add(user);
  add("database");
  add(target.path.size() > 1 ? std::string_view(target.path).substr(1) : user);
  add("application_name");
  add("shakedown");
  body += '\0';
  std::string message;
  AppendBig(&message, static_cast<uint32_t>(body.size() + 4));
  return message + body;
}

/// The fields of ErrorResponse that matter.
struct PostgresError {
  std::string_view code;     ///< SQLSTATE
  std::string_view message;  ///< in the server's language
  std::string_view routine;  ///< that reports it, in any language
};

PostgresError ReadError(std::string_view body) {
  PostgresError error;
  while (body.size() > 1 && body.front() != '\0') {
    const char kind = body.front();
    const std::string_view value = body.substr(1, body.find('\0', 1) - 1);
    if (kind == 'C') error.code = value;
    if (kind == 'M') error.message = value;
    if (kind == 'R') error.routine = value;
    body.remove_prefix(std::min(value.size() + 2, body.size()));
  }
  return error;
}

class PostgresStep final : public ApplicationStep {
 public:
  explicit PostgresStep(const attempt::Target& target) : ApplicationStep(target.application) {
    Say(StartupMessage(target));
  }

 private:
  void OnInput() override {
    if (input().size() < 5) return;
    std::vector<DecodeError> ignored;
    ByteReader reader(AsBytes(input().substr(1)), &ignored);
    const size_t length = reader.U32("length").value_or(0);
    const char type = input().front();
    const bool known = type == 'R' || type == 'E' || type == 'N' || type == 'v';
    if (!known || length < 4 || length > kLongestMessage) {
      return Finish(Meaning::kUnrelated, "", input());
    }
    if (input().size() < length + 1) return;
    OnMessage(type, std::string(input().substr(5, length - 4)), &reader);
  }

  void OnMessage(char type, const std::string& body, ByteReader* reader) {
    constexpr std::string_view kTerminate("X\x00\x00\x00\x04", 5);
    if (type == 'E') return OnError(ReadError(body));
    if (type != 'R') {
      Drop(body.size() + 5);
      return OnInput();
    }
    const uint32_t kind = reader->U32("authentication").value_or(0);
    Finish(Meaning::kLetIn, kind == 0 ? "AuthenticationOk" : "Authentication",
           kind == 0 ? "" : "the server asks for a password");
    Say(kTerminate);
  }

  void OnError(const PostgresError& error) { Finish(MeaningOf(error), error.code, error.message); }

  /// 28000 covers a missing certificate, a name in it that is not the user's, and hosts and roles
  /// that are not known; only the latter have nothing to do with certificates.
  static Meaning MeaningOf(const PostgresError& error) {
    if (error.code != "28000" || error.routine == "InitializeSessionUserId") {
      return Meaning::kUnrelated;
    }
    if (error.routine == "auth_failed") return Meaning::kForbidden;
    const std::string lower = ToLowerAscii(error.message);
    if (lower.find("pg_hba.conf") != std::string::npos) return Meaning::kUnrelated;
    return MeaningOfRefusal(error.message, Meaning::kForbidden);
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakePostgresStep(const attempt::Target& target) {
  return std::make_unique<PostgresStep>(target);
}

}  // namespace shakedown::handshake
