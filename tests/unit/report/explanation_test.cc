#include "report/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "report/explanation_against.h"
#include "report/explanation_contrast.h"
#include "report/layout.h"
#include "tests/support/golden.h"
#include "tests/support/hostile_text.h"
#include "tests/support/investigations.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

size_t Widest(const std::string& text) {
  size_t width = 0;
  for (const std::string& line : LinesOf(text)) width = std::max(width, Characters(line));
  return width;
}

std::vector<std::string> Sides(const run::Investigation& found) {
  std::vector<std::string> texts;
  for (const ContrastRow& row : Contrast(found)) texts.push_back(row.label + ": " + row.value);
  return texts;
}

/// One that names `id` as cause, whatever was seen.
run::Investigation WithCause(run::Investigation found, const std::string& id) {
  found.diagnosis.cause.id = id;
  return found;
}

attempt::CertificateFacts& Leaf(run::Investigation& found) {
  return found.attempts.front().identity.chain.front();
}

TEST(ExplanationTest, IsTheSample) {
  ExpectGolden(ExplanationText(IssuerNotTrusted(), {}), "reports/sample/explanation.txt");
}

TEST(ExplanationTest, FirstScreenHoldsVerdictCauseSidesFixAndWho) {
  const std::string screen = FirstScreen(IssuerNotTrusted(), {});
  EXPECT_THAT(screen, testing::StartsWith("REFUSED    https://localhost:8443/"));
  EXPECT_THAT(screen, HasSubstr("certificate.untrusted-issuer, likely"));
  EXPECT_THAT(screen, HasSubstr("server lists          CN=Clients CA\n"));
  EXPECT_THAT(screen, HasSubstr("yours was issued by   CN=Other CA\n"));
  EXPECT_THAT(screen, HasSubstr("Fix        1. Use a certificate issued by"));
  EXPECT_THAT(screen, HasSubstr("Who        the client's side"));
  EXPECT_LE(LinesOf(screen).size(), kFirstScreenLines);
}

TEST(ExplanationTest, OpenQuestionsAreOnTheFirstScreen) {
  run::Investigation found = IssuerNotTrusted();
  found.diagnosis.cause.certainty = diagnosis::Certainty::kPossible;
  EXPECT_THAT(FirstScreen(found, {}), HasSubstr("possible: one of several"));
  EXPECT_THAT(FirstScreen(found, {}), HasSubstr("\nTo know "));
  found.diagnosis.cause.certainty = diagnosis::Certainty::kCertain;
  EXPECT_THAT(FirstScreen(found, {}), HasSubstr("certain: what was seen proves it"));
  EXPECT_THAT(FirstScreen(found, {}), Not(HasSubstr("\nTo know ")));
}

TEST(ExplanationTest, NoLineIsWiderThanAskedFor) {
  for (const bool everything : {false, true}) {
    EXPECT_LE(
        Widest(ExplanationText(IssuerNotTrusted(), {.columns = 80, .everything = everything})),
        80u);
    EXPECT_LE(Widest(ExplanationText(InPlaceOfGo(), {.columns = 62, .everything = everything})),
              62u);
  }
}

TEST(ExplanationTest, AFirstScreenOfLongTextsStillFits) {
  run::Investigation found = IssuerNotTrusted();
  const std::string sentence(160, 'x');
  found.diagnosis.cause.summary = sentence;
  found.diagnosis.cause.explanation = sentence + ". " + sentence + ". " + sentence + ".";
  for (int i = 0; i < 12; ++i) found.diagnosis.cause.evidence.push_back({sentence, 0, -1});
  for (int i = 0; i < 6; ++i) found.diagnosis.cause.fixes.push_back(sentence);
  const std::string screen = FirstScreen(found, {});
  EXPECT_LE(LinesOf(screen).size(), kFirstScreenLines) << screen;
  EXPECT_THAT(screen, HasSubstr("CN=Other CA"));
}

TEST(ExplanationTest, ColourChangesNoText) {
  const std::string plain = ExplanationText(IssuerNotTrusted(), {});
  std::string painted = ExplanationText(IssuerNotTrusted(), {.color = true});
  EXPECT_NE(plain, painted);
  for (size_t at = painted.find('\x1b'); at != std::string::npos; at = painted.find('\x1b')) {
    painted.erase(at, painted.find('m', at) - at + 1);
  }
  EXPECT_EQ(plain, painted);
}

TEST(ExplanationTest, TheQuietFormIsOneLine) {
  const std::string line = ExplanationLine(IssuerNotTrusted());
  EXPECT_THAT(line, testing::StartsWith("refused: certificate.untrusted-issuer (likely): "));
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST(ExplanationTest, TheVerboseFormHoldsEveryHandshakeAndAllEvidence) {
  const std::string text = ExplanationText(IssuerNotTrusted(), {.everything = true});
  EXPECT_THAT(text, HasSubstr("Handshake: probe: without a certificate?"));
  EXPECT_THAT(text, HasSubstr("All evidence for certificate.untrusted-issuer"));
  EXPECT_THAT(ExplanationText(IssuerNotTrusted(), {}), Not(HasSubstr("Handshake: probe")));
}

TEST(ExplanationTest, ProbesSayWhatTheyWereToSettleAndWhatTheyShowed) {
  const std::string text = ExplanationText(IssuerNotTrusted(), {});
  EXPECT_THAT(text, HasSubstr("  1. without a certificate?\n     -> it is refused\n"));
}

TEST(ExplanationTest, TheClientWhosePlaceIsTakenIsNamedBesideTheOthers) {
  const std::string text = ExplanationText(InPlaceOfGo(), {});
  EXPECT_THAT(text, HasSubstr("in the place of Go crypto/tls, net/http (go)"));
  EXPECT_THAT(text, HasSubstr("if the certificate is presented all the same, as curl does:"));
  EXPECT_THAT(text, HasSubstr("present the certificate"));
}

TEST(ExplanationTest, AnUnusableIdentityIsNoVerdictOfTheServer) {
  run::Investigation found = IssuerNotTrusted();
  found.attempts.front().identity.unusable = Error(ErrorCode::kPassphraseWrong, "wrong");
  EXPECT_THAT(FirstScreen(found, {}), testing::StartsWith("NOT TRIED "));
}

TEST(ExplanationTest, AnUnreachableServerHasNoVerdict) {
  const std::string text = ExplanationText(NobodyListens(), {});
  EXPECT_THAT(text, testing::StartsWith("NO VERDICT "));
  EXPECT_THAT(text, HasSubstr("path.unreachable, certain"));
  EXPECT_THAT(text, Not(HasSubstr("What was sent")));
}

TEST(ExplanationTest, TheServersOwnCertificateIsASecondFinding) {
  run::Investigation found = IssuerNotTrusted();
  attempt::ServerChecked checked;
  checked.checked = true;
  checked.problem = "a certificate of the server's chain is outside its validity";
  found.attempts.front().trace.events.push_back({{}, checked});
  EXPECT_THAT(FirstScreen(found, {}), HasSubstr("Also       the server's own certificate"));
}

TEST(ExplanationTest, NothingTriedIsNoCrash) {
  EXPECT_NE(ExplanationText(run::Investigation{}, {.everything = true}), "");
  EXPECT_EQ(ExplanationLine(run::Investigation{}), "no verdict");
}

TEST(ExplanationTest, HostileTextIsHarmless) {
  run::Investigation found = IssuerNotTrusted();
  const std::string hostile = "\x1b[31mred\x1b[0m\r\n::error::x\a";
  found.probes.front().answer = hostile;
  found.diagnosis.observed = hostile;
  found.diagnosis.cause.evidence.push_back({hostile, 0, -1});
  found.diagnosis.cause.fixes = {hostile};
  const std::string text = ExplanationText(found, {.everything = true});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\a'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  for (const std::string& line : LinesOf(text)) EXPECT_FALSE(line.starts_with("::")) << line;
}

TEST(ContrastTest, IssuersStandSideBySide) {
  EXPECT_THAT(Sides(IssuerNotTrusted()),
              ElementsAre("server lists: CN=Clients CA", "yours was issued by: CN=Other CA"));
}

TEST(ContrastTest, AnImpostorHasTheListedName) {
  run::Investigation found = IssuerNotTrusted();
  Leaf(found).issuer = NameOf("CN=Clients CA");
  EXPECT_THAT(Sides(found), Contains(HasSubstr("CN=Clients CA, it seems with another key")));
}

TEST(ContrastTest, DatesStandBesideTheClock) {
  run::Investigation found = WithCause(IssuerNotTrusted(), "certificate.expired");
  EXPECT_THAT(Sides(found), IsEmpty()) << "nothing is expired";
  Leaf(found).not_after = ReportTime(-60);
  EXPECT_THAT(Sides(found), ElementsAre("our clock says: 2026-11-20T10:15:30Z",
                                        "yours was valid until: 2026-11-20T10:14:30Z"));
}

TEST(ContrastTest, KeyStandsBesideTheAcceptedAlgorithms) {
  run::Investigation found = WithCause(InPlaceOfGo(), "client.key-not-accepted");
  Leaf(found).key = {attempt::KeyType::kEd25519, 256, ""};
  EXPECT_THAT(Sides(found),
              ElementsAre("server accepts: ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256",
                          "your key makes: ed25519 (Ed25519)"));
}

TEST(ContrastTest, UsageStandsBesideWhatIsNeeded) {
  run::Investigation found = WithCause(IssuerNotTrusted(), "certificate.wrong-purpose");
  Leaf(found).extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
  EXPECT_THAT(Sides(found), Contains("yours is made for: serverAuth"));
}

TEST(ContrastTest, NamesOfHandshakeAndRequestStandSideBySide) {
  run::Investigation found = WithCause(IssuerNotTrusted(), "server.no-request-sni");
  found.attempts.front().spec.sni = "";
  found.attempts.front().spec.request = attempt::HttpRequest{.host = "gate.test"};
  EXPECT_THAT(Sides(found),
              ElementsAre("TLS handshake names: no host", "HTTP request names: gate.test"));
}

TEST(ContrastTest, ACauseWithoutTwoSidesHasNone) {
  EXPECT_THAT(Sides(WithCause(IssuerNotTrusted(), "path.closed-without-reason")), IsEmpty());
  EXPECT_THAT(Sides(run::Investigation{}), IsEmpty());
}

TEST(SpeaksAgainstTest, FactsOfTheCertificateSpeakAgainstOtherCauses) {
  const run::Investigation found = IssuerNotTrusted();
  const auto against = [&found](const char* id) {
    diagnosis::Finding finding;
    finding.id = id;
    finding.certainty = found.diagnosis.cause.certainty;
    return SpeaksAgainst(found, finding);
  };
  EXPECT_THAT(against("certificate.expired"), ElementsAre(HasSubstr("every certificate sent is")));
  EXPECT_THAT(against("certificate.weak"), ElementsAre(HasSubstr("EC P-256")));
  EXPECT_THAT(against("certificate.too-deep"), ElementsAre(HasSubstr("no intermediate")));
  EXPECT_THAT(against("client.no-identity"), ElementsAre("a certificate was on the wire"));
  EXPECT_THAT(against("server.no-request"), ElementsAre("the server did ask for a certificate"));
  EXPECT_THAT(against("certificate.revoked"), IsEmpty()) << "nothing is known about it";
}

TEST(SpeaksAgainstTest, WhatIsNotAFactIsNotClaimed) {
  run::Investigation found = IssuerNotTrusted();
  Leaf(found).not_after = ReportTime(-60);
  diagnosis::Finding expired;
  expired.id = "certificate.expired";
  expired.certainty = found.diagnosis.cause.certainty;
  EXPECT_THAT(SpeaksAgainst(found, expired), IsEmpty());
}

TEST(SpeaksAgainstTest, AMoreCertainCauseSpeaksAgainstTheRest) {
  run::Investigation found = IssuerNotTrusted();
  found.diagnosis.cause.certainty = diagnosis::Certainty::kCertain;
  diagnosis::Finding revoked;
  revoked.id = "certificate.revoked";
  EXPECT_THAT(SpeaksAgainst(found, revoked),
              ElementsAre(HasSubstr("certificate.untrusted-issuer is certain and explains")));
}

}  // namespace
}  // namespace shakedown::report
