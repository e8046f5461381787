// Servers of other protocols than HTTP, as they are installed: the right identity gets in, none and
// a stranger's are explained, whether TLS is asked for in clear or begins the connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "attempt/trace_view.h"
#include "tests/support/servers/dovecot_plan.h"
#include "tests/support/servers/mariadb_plan.h"
#include "tests/support/servers/mosquitto_plan.h"
#include "tests/support/servers/postfix_plan.h"
#include "tests/support/servers/postgres_plan.h"
#include "tests/support/servers/prosody_plan.h"
#include "tests/support/servers/redis_plan.h"
#include "tests/support/servers/server_world.h"
#include "tests/support/servers/slapd_plan.h"
#include "tests/support/servers/vsftpd_plan.h"

namespace shakedown {
namespace {

using diagnosis::Enforcement;
using diagnosis::Layer;
using testing::HasSubstr;
using testing_support::ServerPlan;
using testing_support::ServerWorld;
using testing_support::Told;

/// A gate that wants a certificate of everybody.
struct Door {
  ServerPlan plan;
  std::string gate;
  std::string scheme;
  std::string user = {};
  std::string path = {};
  /// Where a client without one, and one with a stranger's, is refused.
  Layer without = Layer::kTls;
  Layer with_strange = Layer::kTls;
};

class Protocols : public testing::Test {
 protected:
  attempt::HandshakeSpec SpecOf(const Door& door, tls::Version version) {
    attempt::HandshakeSpec spec = world_.Spec(door.plan, door.gate, version, {});
    const std::string point = "localhost:" + std::to_string(spec.target.endpoint.port);
    const std::string user = door.user.empty() ? "" : door.user + "@";
    spec.target =
        testing_support::Need(attempt::ParseTarget(door.scheme + "://" + user + point + door.path));
    spec.request.reset();
    // What the server objects to is heard after our first words as well.
    spec.timeouts.verdict = Milliseconds(20);
    return spec;
  }

  /// Who is let in and who is not, and why; in both versions of TLS.
  void ExpectGuarded(const Door& door) {
    for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
      SCOPED_TRACE(door.plan.name + "/" + door.gate + " " + tls::Name(version));
      const attempt::HandshakeSpec spec = SpecOf(door, version);
      const run::Investigation good = world_.Explain(spec, world_.good());
      EXPECT_EQ(good.diagnosis.outcome, diagnosis::Outcome::kAccepted) << Told(good);
      ExpectAnswer(good.attempts.front());
      const Enforcement enforcement =
          door.without == Layer::kTls ? Enforcement::kRequiredTls : Enforcement::kRequiredLater;
      EXPECT_EQ(good.diagnosis.enforcement, enforcement) << Told(good);
      ExpectRefusal(spec, nullptr, "client.no-identity", door.without);
      ExpectRefusal(spec, world_.untrusted(), "certificate.untrusted-issuer", door.with_strange);
    }
  }

  void ExpectRefusal(const attempt::HandshakeSpec& spec, const pki::IdentityPtr& identity,
                     const std::string& cause, Layer layer) {
    const run::Investigation found = world_.Explain(spec, identity);
    EXPECT_EQ(found.diagnosis.outcome, diagnosis::Outcome::kRefused) << Told(found);
    EXPECT_EQ(found.diagnosis.cause.id, cause) << Told(found);
    EXPECT_EQ(found.diagnosis.layer, layer) << Told(found);
  }

  /// The server spoke inside TLS, and before it where it had to be asked.
  static void ExpectAnswer(const attempt::Attempt& attempt) {
    const auto answer = attempt::Last<attempt::ApplicationReply>(attempt.trace);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->protocol, attempt::ProtocolOf(attempt.spec.target.application).name);
    EXPECT_EQ(static_cast<bool>(attempt::First<attempt::DialogueLine>(attempt.trace)),
              attempt.spec.target.starttls);
  }

  /// A gate that takes clients without a certificate, and looks at those that there are.
  void ExpectOptional(const Door& door) {
    SCOPED_TRACE(door.plan.name + "/" + door.gate + door.path);
    const attempt::HandshakeSpec spec = SpecOf(door, tls::Version::kTls13);
    for (const pki::IdentityPtr& identity : {world_.good(), pki::IdentityPtr()}) {
      const run::Investigation found = world_.Explain(spec, identity);
      EXPECT_EQ(found.diagnosis.outcome, diagnosis::Outcome::kAccepted) << Told(found);
      EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kOptional) << Told(found);
    }
  }

  /// TLS is spoken at once where it has to be asked for: the words to ask with are told.
  void ExpectStarttlsNamed(Door door, const std::string& name) {
    SCOPED_TRACE(door.plan.name + "/" + door.gate);
    door.scheme = "tls";
    door.user.clear();
    const run::Investigation found =
        world_.Explain(SpecOf(door, tls::Version::kTls13), world_.good());
    EXPECT_EQ(found.diagnosis.cause.id, "path.starttls-missing") << Told(found);
    ASSERT_FALSE(found.diagnosis.cause.fixes.empty());
    EXPECT_THAT(found.diagnosis.cause.fixes.front(), HasSubstr("--starttls " + name));
  }

  ServerWorld world_;
};

TEST_F(Protocols, Postfix) {
  const ServerPlan plan = testing_support::PostfixPlan();
  const Layer said = Layer::kApplication;
  ExpectGuarded({plan, "require", "smtp", "", "", said, said});
  ExpectGuarded({plan, "require-tls", "smtps", "", "", said, said});
  ExpectOptional({plan, "ask", "smtp"});
  ExpectStarttlsNamed({plan, "require", ""}, "smtp");
}

TEST_F(Protocols, Dovecot) {
  const ServerPlan plan = testing_support::DovecotPlan();
  const Layer said = Layer::kApplication;
  for (const char* gate : {"imap", "imaps", "pop3", "pop3s", "sieve"}) {
    ExpectGuarded({plan, gate, gate, "", "", said, said});
  }
  for (const char* gate : {"imap", "pop3", "sieve"}) ExpectStarttlsNamed({plan, gate, ""}, gate);
}

TEST_F(Protocols, DovecotSpeaksTlsWhereItIsNotAskedFor) {
  Door door{testing_support::DovecotPlan(), "imaps", "imap"};
  attempt::HandshakeSpec spec = SpecOf(door, tls::Version::kTls13);
  spec.timeouts.handshake = Milliseconds(300);
  const run::Investigation found = world_.Explain(spec, world_.good());
  EXPECT_EQ(found.diagnosis.cause.id, "path.starttls-missing") << Told(found);
  EXPECT_EQ(found.diagnosis.layer, Layer::kConnect);
  EXPECT_THAT(found.diagnosis.cause.fixes.front(), HasSubstr("imaps://"));
}

TEST_F(Protocols, OpenLdap) {
  const ServerPlan plan = testing_support::SlapdPlan();
  ExpectGuarded({plan, "demand", "ldap"});
  ExpectGuarded({plan, "demand-tls", "ldaps"});
  ExpectOptional({plan, "try", "ldap"});
}

TEST_F(Protocols, Vsftpd) {
  const ServerPlan plan = testing_support::VsftpdPlan();
  ExpectGuarded({plan, "require", "ftp"});
  ExpectGuarded({plan, "implicit", "ftps"});
  ExpectStarttlsNamed({plan, "require", ""}, "ftp");
}

TEST_F(Protocols, Prosody) {
  const ServerPlan plan = testing_support::ProsodyPlan();
  ExpectGuarded({plan, "client", "xmpp-client"});
  ExpectGuarded({plan, "direct", "xmpps-client"});
  ExpectOptional({plan, "server", "xmpp-server"});
  ExpectStarttlsNamed({plan, "client", ""}, "xmpp-client");
}

TEST_F(Protocols, Mosquitto) {
  ExpectGuarded({testing_support::MosquittoPlan(), "require", "mqtts"});
}

TEST_F(Protocols, Redis) {
  ExpectGuarded({testing_support::RedisPlan(), "require", "rediss"});
  ExpectOptional({testing_support::RedisPlan(), "optional", "rediss"});
}

TEST_F(Protocols, Postgres) {
  const ServerPlan plan = testing_support::PostgresPlan();
  ExpectGuarded({plan, "tls", "postgres", "", "/require", Layer::kApplication});
  ExpectGuarded({plan, "tls", "postgres", "good", "/login", Layer::kApplication});
  // A password is wanted, or nothing: the certificate is no condition.
  ExpectOptional({plan, "tls", "postgres", "", "/secret"});
  ExpectOptional({plan, "tls", "postgres", "", "/open"});

  const Door other{plan, "tls", "postgres", "somebody", "/login"};
  const run::Investigation found =
      world_.Explain(SpecOf(other, tls::Version::kTls13), world_.good());
  EXPECT_EQ(found.diagnosis.cause.id, "certificate.not-authorised") << Told(found);
  EXPECT_EQ(found.diagnosis.cause.certainty, diagnosis::Certainty::kCertain) << Told(found);
}

TEST_F(Protocols, MariaDb) {
  const ServerPlan plan = testing_support::MariadbPlan();
  const Door certified{plan, "tls", "mysql", "certified"};
  for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
    const attempt::HandshakeSpec spec = SpecOf(certified, version);
    const run::Investigation good = world_.Explain(spec, world_.good());
    EXPECT_EQ(good.diagnosis.outcome, diagnosis::Outcome::kAccepted) << Told(good);
    ExpectRefusal(spec, nullptr, "client.no-identity", Layer::kApplication);
    ExpectRefusal(spec, world_.untrusted(), "certificate.untrusted-issuer", Layer::kTls);
  }
  ExpectOptional({plan, "tls", "mysql", "open"});
  ExpectStarttlsNamed(certified, "mysql");

  // Access is denied in the same words whether a password or another certificate is missing.
  for (const char* user : {"named", "secret"}) {
    const Door door{plan, "tls", "mysql", user};
    const run::Investigation found =
        world_.Explain(SpecOf(door, tls::Version::kTls13), world_.good());
    EXPECT_EQ(found.diagnosis.cause.id, "certificate.not-authorised") << Told(found);
    EXPECT_EQ(found.diagnosis.cause.certainty, diagnosis::Certainty::kPossible) << Told(found);
    EXPECT_THAT(found.diagnosis.cause.fixes.back(), HasSubstr("password"));
  }
}

}  // namespace
}  // namespace shakedown
