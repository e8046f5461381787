#include "net/mysql_packet.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {

void AskMysql(Dialogue& dialogue, const std::string&) {
  const auto packet = dialogue.Hear([](std::string_view text) {
    const size_t length = MysqlPacketLength(text);
    // The first packet of a connection has number 0 and is short.
    const bool first = text.size() < 4 || (text[3] == '\0' && length <= 4096);
    return first ? length : kNoMessage;
  });
  if (!packet) return;
  if (const auto refusal = ReadMysqlError(*packet)) {
    dialogue.Note("error " + std::to_string(refusal->code) + " " + refusal->text);
    return dialogue.End(StarttlsEnd::kRefused);
  }
  const auto greeting = ReadMysqlGreeting(*packet);
  if (!greeting) {
    dialogue.Note(*packet);
    return dialogue.End(StarttlsEnd::kNotUnderstood);
  }
  dialogue.Note("greeting of MySQL " + greeting->version +
                (greeting->tls ? ", with TLS" : ", without TLS"));
  if (!greeting->tls) return dialogue.End(StarttlsEnd::kNotOffered);
  dialogue.SayOctets(MysqlSslRequest(), "SSLRequest");
}

}  // namespace shakedown::net::starttls
