#include "report/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "core/file.h"
#include "core/hex.h"
#include "report/html/assets.h"
#include "report/html/request_bytes.h"
#include "report/json.h"
#include "report/model/read_diagnosis.h"
#include "tests/support/case_builder.h"
#include "tests/support/golden.h"
#include "tests/support/hostile_run.h"
#include "tests/support/investigations.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;
using testing::Not;

std::string PageOf(RunFixture& run, const HtmlOptions& options = {}) {
  const auto json = MakeJsonReport();
  run.Feed(*json);
  const auto model = json->Model();
  if (!model) return "no model: " + model.error().Text();
  const TemporaryFolder folder;
  const std::string file = folder.File("report.html");
  const auto written = WriteRunHtml(*model, file, options);
  if (!written) return "not written: " + written.error().Text();
  const auto text = ReadFile(file);
  return text ? *text : text.error().Text();
}

model::Diagnosis DiagnosisOf(const run::Investigation& found) {
  auto diagnosis = model::ReadDiagnosis(InvestigationJson(found));
  EXPECT_TRUE(diagnosis) << diagnosis.error().Text();
  return diagnosis ? *diagnosis : model::Diagnosis{};
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// The text that is left without style, script and tags.
std::string PlainText(const std::string& page) {
  std::string text;
  bool inside = false;
  const size_t end = page.find("<script>");
  for (size_t i = page.find("<body>"); i < end; ++i) {
    if (page[i] == '<') inside = true;
    if (!inside) text += page[i];
    if (page[i] == '>') inside = false;
  }
  return text;
}

TEST(HtmlReportTest, IsTheSample) {
  ExpectGolden(PageOf(*EveryVerdict()), "reports/sample/report.html");
}

TEST(HtmlReportTest, TheExplanationIsTheSample) {
  ExpectGolden(DiagnosisHtml(DiagnosisOf(IssuerNotTrusted()), "0.1.0"),
               "reports/sample/explanation.html");
}

TEST(HtmlReportTest, ThePolicyComesFirstAndAllowsOnlyItsOwnStyleAndScript) {
  const std::string page = PageOf(*EveryVerdict());
  EXPECT_TRUE(
      page.starts_with("<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
                       "http-equiv=\"Content-Security-Policy\""));
  EXPECT_THAT(page, HasSubstr("default-src &#39;none&#39;"));
  EXPECT_THAT(page, HasSubstr(std::string(html::PageStyleHash())));
  EXPECT_EQ(Count(page, "<script"), 1u);
  EXPECT_EQ(Count(page, "<style"), 1u);
  EXPECT_THAT(page, HasSubstr("<style>" + std::string(html::PageStyle()) + "</style>"));
  EXPECT_THAT(page, Not(HasSubstr(" style=")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
}

TEST(HtmlReportTest, EverythingIsInTheTextWithoutStyleAndScript) {
  const std::string text = PlainText(PageOf(*EveryVerdict()));
  for (const char* part :
       {"2 of 8 cases failed, 2 had no verdict", "certificate.untrusted-issuer", "FAILED",
        "client-auth/good[tls=1.3]", "Present a certificate issued by one of the listed CAs.",
        "the client&#39;s side", "alert fatal unknown_ca(48)", "CN=Old Root,O=Example",
        "needs a CRL: give --crl", "chmod u+r mine.key", "scenarios/client-auth.xml:22",
        "shakedown run scenarios/client-auth.xml --filter"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(HtmlReportTest, HostileTextIsText) {
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    const std::string page = PageOf(*HostileRun(seed));
    EXPECT_EQ(Count(page, "<script"), 1u) << seed;
    for (const char* part : {"<img", "<iframe", " onerror=", "javascript:\"", "\x1b", "\u202e"}) {
      EXPECT_EQ(Count(page, part), 0u) << seed << ' ' << part;
    }
    EXPECT_EQ(Count(page, "<article"), Count(page, "</article>"));
    EXPECT_EQ(Count(page, "<section"), Count(page, "</section>"));
  }
}

TEST(HtmlReportTest, ANameOfTenThousandCharactersIsShortInPicturesAndWholeInTheList) {
  auto found = IssuerNotTrusted();
  const std::string name = "CN=" + std::string(10000, 'x');
  found.attempts[0].identity.chain = {CertificateOf(name, "CN=Other CA")};
  const model::Diagnosis diagnosis = DiagnosisOf(found);
  EXPECT_THAT(DiagnosisHtml(diagnosis, "1"), HasSubstr(std::string(10000, 'x')));
  const std::string svg = ClientChainSvg(diagnosis.handshakes[0], "");
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(svg.c_str()));
  for (const auto& text : document.select_nodes("//text")) {
    EXPECT_LT(std::string(text.node().child_value()).size(), 200u);
  }
}

TEST(HtmlReportTest, PicturesStandAlone) {
  const model::Diagnosis diagnosis = DiagnosisOf(IssuerNotTrusted());
  const model::Handshake& handshake = diagnosis.handshakes[0];
  for (const std::string& svg : {LadderSvg(handshake), ClientChainSvg(handshake, "2027-01-01")}) {
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(svg.c_str()));
    const pugi::xml_node root = document.child("svg");
    EXPECT_STREQ(root.attribute("xmlns").value(), "http://www.w3.org/2000/svg");
    EXPECT_NE(std::string(root.child("title").child_value()), "");
    EXPECT_NE(std::string(root.child("desc").child_value()), "");
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
  }
  EXPECT_THAT(ClientChainSvg(handshake, "2027-01-01T00:00:00Z"),
              HasSubstr("EXPIRED on 2026-12-19"));
  EXPECT_THAT(ClientChainSvg(handshake, ""), HasSubstr("NOT among the names"));
  EXPECT_THAT(LadderSvg(handshake), HasSubstr("it ended here"));
  EXPECT_THAT(LadderSvg(handshake), HasSubstr("encrypted from here on"));
}

TEST(HtmlReportTest, AnImpostorOfAListedAuthorityIsNotItsIssuer) {
  auto found = IssuerNotTrusted();
  found.attempts[0].identity.chain = {CertificateOf("CN=alice", "CN=Clients CA")};
  found.attempts[0].identity.path.emplace();
  found.attempts[0].identity.path->findings = {{attempt::PathProblem::kBadSignature, 0, "no"}};
  const std::string svg = ClientChainSvg(DiagnosisOf(found).handshakes[0], "");
  EXPECT_THAT(svg, HasSubstr("NOT signed by: the name fits, the key does not"));
  EXPECT_THAT(svg, HasSubstr("among the names that the server lists"));
}

TEST(HtmlReportTest, ALargeRunShowsALineForWhatPassed) {
  HtmlOptions options;
  options.detail_limit = 0;
  const std::string page = PageOf(*EveryVerdict(), options);
  EXPECT_EQ(Count(page, "<article"), 8u);
  EXPECT_EQ(Count(page, "class=\"line\""), 3u) << "skipped, known failure and passed";
  EXPECT_THAT(page, HasSubstr("id=\"case-client-auth-good-tls-1-3\""));
}

TEST(HtmlReportTest, WhereNothingCanBeWrittenItSaysSo) {
  const auto json = MakeJsonReport();
  EveryVerdict()->Feed(*json);
  const auto model = json->Model();
  ASSERT_TRUE(model);
  const auto written = WriteRunHtml(*model, "/nowhere/at/all.html");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kFileWrite);
}

TEST(RequestBytesTest, CoversEveryOctetInOrder) {
  const auto raw = *FromHex("0d0000130000100032000400020403000d00040002080400");
  const auto notes = html::AnnotateRequest(raw, "TLSv1.3");
  size_t at = 0;
  for (const auto& note : notes) {
    EXPECT_EQ(note.offset, at);
    at += note.octets.size();
  }
  EXPECT_EQ(at, raw.size());
  EXPECT_THAT(notes[6].meaning, HasSubstr("octets of algorithms: 2"));
  EXPECT_EQ(notes[7].meaning, "ecdsa_secp256r1_sha256");
}

TEST(RequestBytesTest, NothingOfABrokenMessageIsLost) {
  Bytes raw = *FromHex("0d00002301014000020403ffff00293027");
  for (size_t size = 0; size <= raw.size(); ++size) {
    for (const char* version : {"TLSv1.3", "TLSv1.2", "TLSv1.1"}) {
      size_t covered = 0;
      for (const auto& note : html::AnnotateRequest(ByteSpan(raw).first(size), version)) {
        covered += note.octets.size();
      }
      EXPECT_EQ(covered, size) << version;
    }
  }
}

}  // namespace
}  // namespace shakedown::report
