from django.urls import path

from cooperation.views import public, report, reports
from cooperation.views.office import extract, promises, records, shared, showing

public_urls = [
    path("cooperation/", public.CooperationList.as_view(), name="cooperation_list"),
    path("cooperation/<slug:slug>/", public.CooperationDetail.as_view(), name="cooperation_detail"),
    path("cooperation/<slug:slug>/papers/<str:name>", public.CooperationPaper.as_view(), name="cooperation_paper"),
]
portal_urls = [
    path("results/", reports.OwnResults.as_view(), name="results"),
]
office_urls = [
    path("cooperation/", promises.PromiseList.as_view(), name="promise_list"),
    path("cooperation/records/", records.RecordList.as_view(), name="record_list"),
    path("cooperation/chain/", records.RecordChain.as_view(), name="record_chain"),
    path("cooperation/extract/", extract.Extract.as_view(), name="promise_extract"),
    path("cooperation/extract.pdf", extract.ExtractPaper.as_view(), name="promise_extract_pdf"),
    path("cooperation/shared/", shared.SharedRecords.as_view(), name="shared_record_list"),
    path("cooperation/shared/<slug:slug>/", shared.SharedRecord.as_view(), name="shared_record"),
    path("cooperation/shared/<slug:slug>/<str:name>", shared.SharedPaper.as_view(), name="shared_record_paper"),
    path("cooperation/<slug:slug>/", records.RecordDetail.as_view(), name="record_detail"),
    path("cooperation/<slug:slug>/state/", promises.RecordMove.as_view(), name="record_move"),
    path("cooperation/<slug:slug>/checked/", promises.PromiseChecked.as_view(), name="promise_checked"),
    path("cooperation/<slug:slug>/due/", promises.PromiseDue.as_view(), name="promise_due"),
    path("cooperation/<slug:slug>/readers/", showing.RecordReaders.as_view(), name="record_readers"),
    path("cooperation/<slug:slug>/<str:name>", records.RecordPaper.as_view(), name="record_paper"),
    path("reports/", reports.ReportList.as_view(), name="report_list"),
    path("reports/compare/", reports.ReportCompare.as_view(), name="report_compare"),
    path("reports/unmet/", reports.UnmetDemand.as_view(), name="unmet_demand"),
    path("exhibitions/<slug:slug>/report/", report.ExhibitionReportPage.as_view(), name="exhibition_report"),
    path("exhibitions/<slug:slug>/report/report.pdf", report.ReportPaper.as_view(), name="report_paper"),
    path("exhibitions/<slug:slug>/report/report.xlsx", report.ReportWorkbook.as_view(), name="report_workbook"),
    path("exhibitions/<slug:slug>/report/sign/", report.ReportSign.as_view(), name="report_sign"),
    path("exhibitions/<slug:slug>/report/<int:number>/", report.FrozenReport.as_view(), name="report_frozen"),
    path("exhibitions/<slug:slug>/report/texts/", report.ReportTexts.as_view(), name="report_texts"),
    path(
        "exhibitions/<slug:slug>/report/rows/<slug:section>/<slug:table>/",
        report.ReportRows.as_view(),
        name="report_rows",
    ),
]
